// Every op on the WebAssembly device against the float64 reference, in both builds and on one, two and three threads.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chainCases } from "../../testing/cases/chains.ts";
import { conformanceCases, runCase, runChain } from "../../testing/conformance.ts";
import type { Device } from "../device.ts";
import { createWasmDevice } from "./device.ts";
import type { ModuleKind } from "./modules.ts";

const kinds: readonly ModuleKind[] = ["relaxed", "plain"];

describe.each(kinds.flatMap((module) => [1, 2, 3].map((threads) => ({ module, threads }))))(
  "$module, $threads threads",
  (options) => {
    let device: Device;
    beforeAll(async () => {
      device = await createWasmDevice({ ...options, fill: Number.NaN });
    });
    afterAll(() => device.dispose());

    test.each(conformanceCases)("$op, $title", async (row) => {
      for (const error of await runCase(device, row)) expect(error).toBeLessThan(2e-5);
    });

    test.each(chainCases)("$title", async (chain) => {
      for (const error of await runChain(device, chain)) expect(error).toBeLessThan(2e-5);
    });
  },
);
