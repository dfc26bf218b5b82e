// tfjs's plain JavaScript backend: slow, everywhere, and a second opinion.
import * as tf from "@tensorflow/tfjs-core";
import { openDevice, synchronous, type TfjsDeviceFactory } from "../device.ts";
import { cpuKernels } from "../kernels/tables.ts";

/** The factory of "tfjs-cpu": one thread of plain JavaScript. */
export const tfjsCpu: TfjsDeviceFactory = {
  name: "tfjs-cpu",
  open: () =>
    openDevice({
      name: "tfjs-cpu",
      backendName: "cpu",
      kernels: cpuKernels,
      async create() {
        await import("@tensorflow/tfjs-backend-cpu");
        // Or tfjs prints, in Node, an advertisement for its native binding.
        tf.enableProdMode();
        return { backend: tf.findBackend("cpu"), close() {} };
      },
      describe: () => ({
        ...synchronous,
        description: "TensorFlow.js in plain JavaScript, one thread",
        // Typed arrays: no engine says how many it can hold.
        capabilities: { alignment: 4, slabBytes: 2 ** 32, memoryBytes: 2 ** 34, floatBytes: 4 },
      }),
    }),
};
