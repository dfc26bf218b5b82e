import type { Kernel } from "../../devices/reference/kernel.ts";

/** Pixels and channels of an NHWC shape. */
const geometry = ([, h, w, c]: readonly number[]) => ({ pixels: h! * w!, channels: c! });

export const globalAveragePool: Kernel<object> = ({ inputs: [x], outputs, inputTypes }) => {
  const { pixels, channels } = geometry(inputTypes[0]!.shape);
  const y = outputs[0]!.fill(0);
  for (let i = 0; i < x!.length; i++) {
    y[Math.floor(i / (pixels * channels)) * channels + (i % channels)]! += x![i]! / pixels;
  }
};

export const globalAveragePoolGradient: Kernel<object> = ({ inputs: [dy], outputs: [dx], outputTypes }) => {
  const { pixels, channels } = geometry(outputTypes[0]!.shape);
  for (let i = 0; i < dx!.length; i++) {
    dx![i] = dy![Math.floor(i / (pixels * channels)) * channels + (i % channels)]! / pixels;
  }
};
