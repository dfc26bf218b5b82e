// Every op on the WebGPU device against the float64 reference.
import { afterAll, describe, expect, test } from "vitest";
import { chainCases } from "../../testing/cases/chains.ts";
import { conformanceCases, runCase, runChain } from "../../testing/conformance.ts";
import { openWebgpu } from "./open.testing.ts";

const { device, reason } = await openWebgpu({ fill: Number.NaN });
afterAll(() => device?.dispose());

describe("webgpu", () => {
  test.for(conformanceCases)("$op, $title", async (row, { skip }) => {
    if (!device) return skip(reason);
    for (const error of await runCase(device, row)) expect(error).toBeLessThan(2e-5);
  });

  test.for(chainCases)("$title", async (chain, { skip }) => {
    if (!device) return skip(reason);
    for (const error of await runChain(device, chain)) expect(error).toBeLessThan(2e-5);
  });
});
