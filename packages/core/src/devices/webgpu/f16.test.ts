// Activations in f16 against the float64 reference, where the adapter has 16-bit floats; elsewhere the tests are skipped with the reason.
import { afterAll, expect, test } from "vitest";
import { type Graph, output, type Value } from "../../graph/graph.ts";
import { sum } from "../../ops/sum/sum.ts";
import { plan } from "../../plan/plan.ts";
import type { Operand } from "../../testing/case.ts";
import { chainCases } from "../../testing/cases/chains.ts";
import { type ConformanceCase, conformanceCases, runCase, runChain } from "../../testing/conformance.ts";
import { relativeError } from "../../testing/relative-error.ts";
import type { Device } from "../device.ts";
import { createReferenceDevice } from "../reference/reference.ts";
import { selfCheck } from "../self-check.ts";
import { loadStep, statesAfter, stepGraph } from "../wasm/step.testing.ts";
import { openWebgpu } from "./open.testing.ts";

const { device, reason } = await openWebgpu({ storage: "f16", fill: Number.NaN, processor: "gpu" });
afterAll(() => device?.dispose());

/** Puts a value into memory that is no input's or output's: of images, it is f16 there. */
const stored = (graph: Graph, value: Value): Value =>
  value.dtype === "f32" ? sum(graph, [{ value, factor: 1 }]) : value;

/** A number with the 11 digits of an f16 (Veltkamp's splitting). */
function rounded(x: number): number {
  const large = Math.fround(x * (2 ** 13 + 1));
  return Number.isFinite(large) ? large - Math.fround(large - x) : x;
}

/** Operands whose errors are not the device's. */
const exact = ({ shape, data }: Operand): Operand => ({
  shape,
  data: data instanceof Float32Array ? data.map(rounded) : data,
});

/** `device` with everything in f16 stored times `scale`. */
const scaled = (device: Device, scale: number): Device => ({
  ...device,
  load: (program) =>
    device.load({ ...program, narrow: new Map([...program.narrow].map(([id]) => [id, scale] as const)) }),
});

/** Half a unit in the last place of f16 is a relative 4.9e-4, which an op makes once. */
const bound = 1e-3;

const reads4 = ({ inputs }: ConformanceCase) => inputs.some(({ shape }) => shape.length === 4);

test.for(conformanceCases.filter(reads4))("$op, $title", async (row, { skip }) => {
  if (!device) return skip(reason);
  const errors = await runCase(scaled(device, 8), { ...row, inputs: row.inputs.map(exact) }, stored);
  for (const error of errors) expect(error).toBeLessThan(bound);
});

// One shape of each chain: software adapters with 16-bit floats take long to compile.
test.for(chainCases.filter(({ title }) => title.includes("[2,8,8,16]")))("$title", async (chain, { skip }) => {
  if (!device) return skip(reason);
  for (const error of await runChain(device, chain, stored)) expect(error).toBeLessThan(bound);
});

test("passes the self-check", async ({ skip }) => {
  if (!device) return skip(reason);
  await selfCheck(device);
});

test("training falls as with f32, with the same bits each time", async ({ skip }) => {
  if (!device) return skip(reason);
  const losses = async (on: Device): Promise<readonly number[]> => {
    const graph = stepGraph(6);
    output(graph, "loss", graph.nodes.find(({ op }) => op === "crossEntropy")!.outputs[0]!);
    const step = await loadStep(on, 6, plan(graph, on.capabilities));
    const result: number[] = [];
    for (let k = 0; k < 20; k++) {
      await step.run();
      result.push((await step.read("loss"))[0]!);
    }
    step.dispose();
    return result;
  };
  const [got, want] = [await losses(device), await losses(createReferenceDevice())];
  expect(want.at(-1)!).toBeLessThan(0.5 * want[0]!);
  expect(relativeError(got, want)).toBeLessThan(0.02);
  expect(await losses(device)).toEqual(got);
});

test("after a step, what is learnt is what the reference learns", async ({ skip }) => {
  if (!device) return skip(reason);
  const [got, want] = [await statesAfter(device, 1), await statesAfter(createReferenceDevice(), 1)];
  for (const [name, values] of Object.entries(want)) {
    expect(relativeError(got[name]!, values), name).toBeLessThan(name.startsWith("velocity.") ? 0.03 : 1e-3);
  }
});
