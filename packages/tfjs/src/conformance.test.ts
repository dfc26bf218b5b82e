// Every op, and gates, on every device against the float64 reference.
import { createReferenceDevice, operations, plan } from "@unravel/core";
import {
  conformanceCases,
  gatedNetwork,
  gatedPaths,
  gatesFor,
  relativeError,
  runCase,
  writeNetwork,
} from "@unravel/core/testing";
import { afterAll, describe, expect, test } from "vitest";
import { cpuKernels, wasmKernels, webgpuKernels } from "./kernels/tables.ts";
import { openAll } from "./open.testing.ts";

test.each(Object.entries({ cpuKernels, wasmKernels, webgpuKernels }))("%s have every op", (_, kernels) => {
  expect(Object.keys(kernels).sort()).toEqual(Object.keys(operations).sort());
});

const devices = await openAll();
afterAll(async () => {
  for (const { device } of devices) await device?.dispose();
});

describe.each(devices)("$name", ({ device, reason }) => {
  test.for(conformanceCases)("$op, $title", async (row, { skip }) => {
    if (!device) return skip(reason);
    for (const error of await runCase(device, row)) expect(error).toBeLessThan(1e-5);
  });

  // In one program: tensors of the last run must not be met in the next.
  test("training steps of a network under gates", async ({ skip }) => {
    if (!device) return skip(reason);
    const reference = createReferenceDevice();
    const [want, got] = await Promise.all(
      [reference, device].map((each) => each.load(plan(gatedNetwork(), each.capabilities))),
    );
    const { graph } = got!.program;
    const closed = [[], ["block1.branch2"], ["block2.shortcut", "block1.branch1"], ["block1.shortcut"], gatedPaths];
    for (const executable of [want!, got!]) await writeNetwork(executable);
    for (const [index, paths] of closed.entries()) {
      const mode = index % 2 === 0 ? "off" : "detached";
      const gates = gatesFor(graph, Object.fromEntries(paths.map((path) => [path, mode] as const)));
      for (const executable of [want!, got!]) {
        executable.writeGates(gates);
        await executable.run();
      }
      for (const name of [...graph.states.keys(), ...graph.outputs.keys()]) {
        expect(relativeError(await got!.read(name), await want!.read(name)), `${name}, step ${index}`).toBeLessThan(
          1e-4,
        );
      }
    }
    got!.dispose();
  });
});
