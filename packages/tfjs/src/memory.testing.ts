// Nothing leaks: after the tenth step of a training run as many tensors and bytes are alive as after the last.
import * as tf from "@tensorflow/tfjs-core";
import { plan } from "@unravel/core";
import { gatedNetwork, gatedPaths, gatesFor, writeNetwork } from "@unravel/core/testing";
import { expect } from "vitest";
import type { TfjsDevice } from "./device.ts";

/** Trains a small network under changing gates for `steps` steps and counts what is alive. */
export async function expectNoLeak(device: TfjsDevice, steps: number): Promise<void> {
  const before = tf.memory().numTensors;
  const executable = await device.load(plan(gatedNetwork(), device.capabilities));
  const { graph } = executable.program;
  const used = () => {
    const { numTensors, numBytes, numDataBuffers } = tf.memory();
    const backend = tf.findBackend("wasm") as { wasm?: { HEAPU8: Uint8Array } } | null;
    return { numTensors, numBytes, numDataBuffers, heap: backend?.wasm?.HEAPU8.byteLength };
  };
  await writeNetwork(executable);
  const step = async (index: number) => {
    const path = gatedPaths[index % gatedPaths.length]!;
    executable.writeGates(gatesFor(graph, { [path]: index % 2 === 0 ? "off" : "detached" }));
    await executable.write("rate", Float32Array.of(1e-4));
    await executable.run();
    if (index % 10 === 0) await executable.read("loss");
  };
  for (let index = 0; index < 10; index++) await step(index);
  const early = used();
  for (let index = 10; index < steps; index++) await step(index);
  expect(used()).toEqual(early);
  executable.dispose();
  expect(tf.memory().numTensors).toBe(before);
}
