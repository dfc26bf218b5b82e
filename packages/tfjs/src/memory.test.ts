// Nothing leaks: after the tenth step of a training run as many tensors are alive as after the last.
import * as tf from "@tensorflow/tfjs-core";
import { plan } from "@unravel/core";
import { gatedNetwork, gatedPaths, gatesFor, writeNetwork } from "@unravel/core/testing";
import { afterAll, expect, test } from "vitest";
import { openAll } from "./open.testing.ts";

const devices = await openAll();
afterAll(async () => {
  for (const { device } of devices) await device?.dispose();
});

/** Steps after the tenth: on a software GPU each takes long. */
const steps = { "tfjs-wasm": 1000, "tfjs-cpu": 1000, "tfjs-webgpu": 20 };

test.for(devices)(
  "$name holds as many tensors and bytes after the last step as after the tenth",
  async ({ name, device, reason }, { skip }) => {
    if (!device) return skip(reason);
    const before = tf.memory().numTensors;
    const executable = await device.load(plan(gatedNetwork(), device.capabilities));
    const { graph } = executable.program;
    const used = () => {
      const { numTensors, numBytes, numDataBuffers } = tf.memory();
      const backend = tf.findBackend("wasm") as { wasm?: { HEAPU8: Uint8Array } };
      return { numTensors, numBytes, numDataBuffers, heap: backend.wasm?.HEAPU8.byteLength };
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
    for (let index = 10; index < steps[name as keyof typeof steps]; index++) await step(index);
    expect(used()).toEqual(early);
    executable.dispose();
    expect(tf.memory().numTensors).toBe(before);
  },
);
