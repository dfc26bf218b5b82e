// The max pool's gradient, by backend. Each window's gradient goes to its first maximum in row-major order.
import * as tf from "@tensorflow/tfjs-core";
import type { AttributesOf } from "@unravel/core";
import { cropped, explicit, fitted } from "./images.ts";
import type { TfKernel } from "./kernel.ts";

type MaxPoolGradient = TfKernel<AttributesOf<"maxPoolGradient">>;

/** By tfjs-cpu's kernel, which takes the first maximum. */
export const firstMaximum: MaxPoolGradient = ({ inputs, attributes: { kernel, stride, padding } }) => {
  const [dy, input] = inputs as [tf.Tensor, tf.Tensor];
  const window = { filterSize: kernel, strides: stride, pad: explicit(padding) };
  return [tf.engine().runKernel<tf.Tensor>(tf.MaxPoolGrad, { dy, input }, window)];
};

/** By a kernel that takes the last maximum, as tfjs-webgpu's does: in images turned by 180° that is the first. */
export const lastMaximum: MaxPoolGradient = ({ inputs, attributes: { kernel, stride, padding } }) => {
  const [dy, x] = inputs as [tf.Tensor4D, tf.Tensor4D];
  const [top, bottom, left, right] = padding;
  const [, height, width] = x.shape;
  const unreached = (axis: 1 | 2, before: number, after: number) =>
    before + x.shape[axis] + after - (dy.shape[axis] - 1) * stride - kernel;
  const turn = (image: tf.Tensor4D): tf.Tensor4D => tf.reverse(image, [1, 2]);
  const turnedPadding = [bottom - unreached(1, top, bottom), top, right - unreached(2, left, right), left] as const;
  const [input, rest] = cropped(turn(x), turnedPadding);
  const window = { filterSize: kernel, strides: stride, pad: explicit(rest) };
  const dx = tf.engine().runKernel<tf.Tensor4D>(tf.MaxPoolGrad, { dy: turn(dy), input }, window);
  return [fitted(turn(dx), [height, width])];
};

/** On the host: tfjs-wasm's kernel is wrong for batches and ties (4.22), and its values are in reach without a wait. */
export const onHost: MaxPoolGradient = ({ inputs, attributes }) => {
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

/** Whether `a` is the larger maximum; a NaN is larger than all numbers, so that it comes through. */
const exceeds = (a: number, b: number): boolean => a > b || (Number.isNaN(a) && !Number.isNaN(b));
