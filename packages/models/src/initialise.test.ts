import { type Model, network } from "@unravel/blocks";
import { describe, expect, test } from "vitest";
import { initialise } from "./initialise.ts";

const model: Model = network({
  name: "gated",
  input: [3, 8, 8],
  classes: 10,
  stem: "cifar",
  depths: [1, 1],
  widths: [32, 64],
  shortcut: "exclusiveGate",
  gateBias: -6,
});

const moments = (data: Float32Array) => {
  const mean = data.reduce((sum, x) => sum + x, 0) / data.length;
  return { mean, variance: data.reduce((sum, x) => sum + (x - mean) ** 2, 0) / data.length };
};

describe("initialise", () => {
  const initial = initialise(model, 1);

  test("convolutions have mean 0 and variance 2 / fan-out", () => {
    const { mean, variance } = moments(initial["layer2.0.conv2.weight"]!.data);
    expect(mean).toBeCloseTo(0, 3);
    expect(variance / (2 / (64 * 9))).toBeCloseTo(1, 1);
  });

  test("the classifier is uniform within 1 / √fan-in, its bias 0", () => {
    const { data, shape } = initial["fc.weight"]!;
    expect(shape).toEqual([10, 64]);
    expect(Math.max(...data.map(Math.abs))).toBeLessThanOrEqual(1 / 8);
    expect(moments(data).variance).toBeCloseTo(1 / 64 / 3, 3);
    expect([...initial["fc.bias"]!.data]).toEqual(Array(10).fill(0));
  });

  test("batch norm starts as the identity, gates with the model's bias", () => {
    const first = (name: string) => initial[name]!.data[0];
    expect(["weight", "bias", "running_mean", "running_var"].map((leaf) => first(`bn1.${leaf}`))).toEqual([1, 0, 0, 1]);
    expect(first("layer1.0.gate.bias")).toBe(-6);
  });

  test("seeds decide, and nothing else", () => {
    expect(initialise(model, 1)).toEqual(initial);
    expect(initialise(model, 2)["conv1.weight"]).not.toEqual(initial["conv1.weight"]);
    expect(initial["layer1.0.conv1.weight"]!.data[0]).not.toBe(initial["conv1.weight"]!.data[0]);
  });
});
