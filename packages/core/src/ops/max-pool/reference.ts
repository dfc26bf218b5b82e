import type { Elements, Kernel } from "../../devices/reference/kernel.ts";
import { eachWindow } from "../../devices/reference/window.ts";
import type { PoolAttributes } from "./max-pool.ts";

/** The first index of the largest element; a NaN counts as largest, so that it comes through. */
const largest = (x: Elements, indices: number[]): number =>
  indices.reduce((best, i) => (x[i]! > x[best]! || (Number.isNaN(x[i]!) && !Number.isNaN(x[best]!)) ? i : best));

export const maxPool: Kernel<PoolAttributes> = ({ inputs: [x], outputs: [y], inputTypes, outputTypes, attributes }) => {
  eachWindow(inputTypes[0]!.shape, outputTypes[0]!.shape, attributes, (out, indices) => {
    y![out] = x![largest(x!, indices)]!;
  });
};

export const maxPoolGradient: Kernel<PoolAttributes> = ({ inputs, outputs, inputTypes, attributes }) => {
  const [dy, x] = inputs as [Elements, Elements];
  const dx = outputs[0]!.fill(0);
  eachWindow(inputTypes[1]!.shape, inputTypes[0]!.shape, attributes, (out, indices) => {
    dx[largest(x, indices)]! += dy[out]!;
  });
};
