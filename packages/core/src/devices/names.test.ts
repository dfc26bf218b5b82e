import { expect, test } from "vitest";
import { createGraph, input, state } from "../graph/graph.ts";
import { writable } from "./names.ts";

const graph = createGraph();
input(graph, "images", [2], "u8");
input(graph, "labels", [2], "i32");
state(graph, "weight", [2]);

test("a value is filled from arrays of its own type", () => {
  expect(writable(graph, "images", new Uint8Array(2))).toBe(graph.inputs.get("images"));
  expect(writable(graph, "labels", new Int32Array(2))).toBe(graph.inputs.get("labels"));
  for (const data of [new Float32Array(2), new Float64Array(2)]) {
    expect(writable(graph, "weight", data)).toBe(graph.states.get("weight")!.initial);
  }
});

test.each([
  ["images", new Float32Array(2), '"images" is u8 and takes Uint8Array, got Float32Array.'],
  ["labels", new Float32Array(2), '"labels" is i32 and takes Int32Array, got Float32Array.'],
  ["weight", new Uint8Array(2), '"weight" is f32 and takes Float32Array or Float64Array, got Uint8Array.'],
  ["weight", new Float32Array(3), '"weight" is [2], 2 numbers; got 3.'],
  ["bias", new Float32Array(2), 'no input or state "bias"'],
] as const)("%s: %#", (name, data, message) => {
  expect(() => writable(graph, name, data)).toThrow(message);
});
