// Every op on the WebGPU device against the float64 reference: with a GPU's kernels, and with those for CPUs that stand in for one.
import { afterAll, describe, expect, test } from "vitest";
import { chainCases } from "../../testing/cases/chains.ts";
import { conformanceCases, runCase, runChain } from "../../testing/conformance.ts";
import { openWebgpu } from "./open.testing.ts";

describe.each(["gpu", "cpu"] as const)("kernels for a %s", async (processor) => {
  const { device, reason } = await openWebgpu({ fill: Number.NaN, processor });
  afterAll(() => device?.dispose());

  // Only convolutions differ.
  const differs = (title: string) => processor === "gpu" || title.includes("conv2d");

  test.for(conformanceCases.filter(({ op }) => differs(op)))("$op, $title", async (row, { skip }) => {
    if (!device) return skip(reason);
    for (const error of await runCase(device, row)) expect(error).toBeLessThan(2e-5);
  });

  test.for(chainCases.filter(({ title }) => differs(title)))("$title", async (chain, { skip }) => {
    if (!device) return skip(reason);
    for (const error of await runChain(device, chain)) expect(error).toBeLessThan(2e-5);
  });
});
