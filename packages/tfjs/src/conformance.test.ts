// Every op on the CPU's devices against the float64 reference.
import { operations } from "@unravel/core";
import { conformanceCases, runCase } from "@unravel/core/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TfjsDevice } from "./device.ts";
import { tfjsCpu } from "./devices/cpu.ts";
import { tfjsWasm } from "./devices/wasm.ts";
import { cpuKernels, wasmKernels, webgpuKernels } from "./kernels/tables.ts";

test.each([
  ["cpuKernels", cpuKernels],
  ["wasmKernels", wasmKernels],
  ["webgpuKernels", webgpuKernels],
])("%s have every op", (_, kernels) => {
  expect(Object.keys(kernels).sort()).toEqual(Object.keys(operations).sort());
});

describe.each([tfjsWasm, tfjsCpu])("$name", (factory) => {
  let device: TfjsDevice;
  beforeAll(async () => {
    device = await factory.open({ byName: true });
  });
  afterAll(() => device.dispose());

  test.each(conformanceCases)("$op, $title", async (row) => {
    for (const error of await runCase(device, row)) expect(error).toBeLessThan(2e-5);
  });
});
