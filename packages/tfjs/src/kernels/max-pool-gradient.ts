// The max pool's gradient on the host: tfjs-wasm's own kernel is wrong for batches and for ties (4.22), and its values are
// in reach of JavaScript without a wait.
import * as tf from "@tensorflow/tfjs-core";
import type { AttributesOf } from "@unravel/core";
import type { TfKernel } from "./kernel.ts";

/** Each window's gradient goes to its first maximum in row-major order; a NaN counts as largest. */
export const maxPoolGradient: TfKernel<AttributesOf<"maxPoolGradient">> = ({ inputs, attributes }) => {
  const [dy, x] = inputs as [tf.Tensor4D, tf.Tensor4D];
  const { kernel, stride, padding } = attributes;
  const [top, , left] = padding;
  const [batch, height, width, channels] = x.shape;
  const [, rows, columns] = dy.shape;
  const gradients = dy.dataSync();
  const values = x.dataSync();
  const dx = new Float32Array(x.size);
  let window = 0;
  for (let image = 0; image < batch; image++) {
    for (let row = 0; row < rows; row++) {
      const [rowStart, rowEnd] = span(row, kernel, stride, top, height);
      for (let column = 0; column < columns; column++) {
        const [columnStart, columnEnd] = span(column, kernel, stride, left, width);
        for (let channel = 0; channel < channels; channel++) {
          let best = -1;
          for (let i = rowStart; i < rowEnd; i++) {
            for (let j = columnStart; j < columnEnd; j++) {
              const index = ((image * height + i) * width + j) * channels + channel;
              if (best < 0 || exceeds(values[index]!, values[best]!)) best = index;
            }
          }
          dx[best]! += gradients[window++]!;
        }
      }
    }
  }
  return [tf.tensor4d(dx, x.shape)];
};

/** The part of a window that lies on the image, along one dimension. */
function span(index: number, kernel: number, stride: number, before: number, length: number): [number, number] {
  const start = index * stride - before;
  return [Math.max(0, start), Math.min(length, start + kernel)];
}

const exceeds = (a: number, b: number): boolean => a > b || (Number.isNaN(a) && !Number.isNaN(b));
