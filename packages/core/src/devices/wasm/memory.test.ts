// Memory: what is planned is what is allocated, up to the last address.
import { afterEach, describe, expect, test, vi } from "vitest";
import { plan } from "../../plan/plan.ts";
import type { Program } from "../../plan/program.ts";
import type { Device } from "../device.ts";
import { createWasmDevice, type WasmOptions } from "./device.ts";
import { statesAfter, stepGraph, stepProgram } from "./step.testing.ts";

let device: Device | undefined;
const open = async (options: WasmOptions): Promise<Device> => {
  device = await createWasmDevice(options);
  return device;
};
afterEach(async () => {
  vi.restoreAllMocks();
  await device?.dispose();
  device = undefined;
});

describe.each([1, 2, 3])("%i threads", (threads) => {
  test.each([6, 150])("the planned peak of a step with %i images is what is allocated", async (batch) => {
    const on = await open({ threads });
    const allocate = vi.spyOn(WebAssembly, "Memory");
    const program = stepProgram(on, batch);
    await on.load(program);
    expect(allocate.mock.calls.map(([{ initial }]) => 65_536 * initial)).toEqual([program.memory.peak]);
  });
});

/** The program with two GiB before everything else. */
const above2GiB = (program: Program): Program => ({
  ...program,
  slabs: [2 ** 31, ...program.slabs],
  placements: program.placements.map((placement) => ({ ...placement, slab: placement.slab + 1 })),
});

test.each([1, 2])("addresses above 2 GiB give the same bits on %i threads", async (threads) => {
  const on = await open({ threads });
  const program = stepProgram(on);
  expect(await statesAfter(on, 3, above2GiB(program))).toEqual(await statesAfter(on, 3, program));
});

test("a step in less memory gives the same bits", async () => {
  const on = await open({ threads: 2, fill: Number.NaN });
  const { programBytes: _, ...capabilities } = on.capabilities; // it is more than this step's values
  const graph = stepGraph(6);
  const whole = plan(graph, capabilities);
  const less = plan(graph, capabilities, { memoryBytes: 0.95 * whole.memory.peak });
  expect(less.memory.repeated).toBeGreaterThan(0);
  expect(await statesAfter(on, 3, less)).toEqual(await statesAfter(on, 3, whole));
});

test("a program that fits into 4 GiB only without its threads' memory is refused", async () => {
  const small = await open({ threads: 1 });
  const program = { ...stepProgram(small), slabs: [2 ** 32] };
  await expect(small.load(program)).rejects.toThrow("WebAssembly has 4.0 GiB: use a smaller batch or fewer threads.");
});
