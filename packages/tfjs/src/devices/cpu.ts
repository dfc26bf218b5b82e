// tfjs's plain JavaScript backend: slow, everywhere, and a second opinion.
import * as tf from "@tensorflow/tfjs-core";
import { createDevice, type TfjsDeviceFactory } from "../device.ts";
import { nativeKernels } from "../kernels/tables.ts";

/** The factory of "tfjs-cpu": one thread of plain JavaScript. */
export const tfjsCpu: TfjsDeviceFactory = {
  name: "tfjs-cpu",
  open: () =>
    createDevice("tfjs-cpu", {
      name: "cpu",
      description: "TensorFlow.js in plain JavaScript, one thread",
      // Typed arrays: the engine sets no limit that could be asked for.
      capabilities: { alignment: 4, slabBytes: 2 ** 32, memoryBytes: 2 ** 34, floatBytes: 4 },
      kernels: nativeKernels,
      async create() {
        await import("@tensorflow/tfjs-backend-cpu");
        // Or tfjs prints, in Node, an advertisement for its native binding.
        tf.enableProdMode();
        return tf.findBackend("cpu");
      },
      lost: new Promise(() => {}),
      step: async (work) => work(),
      close() {},
    }),
};
