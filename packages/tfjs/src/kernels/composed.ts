// The gradients of convolutions as forward convolutions: tfjs-wasm has no kernel for the filter's, and the one for the
// input's runs at a tenth of the forward kernel's speed (3 and 30 GFLOP/s; XNNPACK does the forward ones).
import * as tf from "@tensorflow/tfjs-core";
import type { AttributesOf, Padding } from "@unravel/core";
import { cropped, explicit, fitted, spread, thinned } from "./images.ts";
import type { TfKernel } from "./kernel.ts";

/** Convolution of stride 1 where a negative padding crops. */
function convolve(x: tf.Tensor4D, w: tf.Tensor4D, padding: Padding, dilation = 1): tf.Tensor4D {
  const [part, rest] = cropped(x, padding);
  return tf.conv2d(part, w, 1, explicit(rest), "NHWC", dilation);
}

const isPointwise = ([height, width]: readonly [number, number], padding: Padding): boolean =>
  height === 1 && width === 1 && padding.every((side) => side === 0);

/**
 * dx: dy, spread by the stride, convolved with the filter turned by 180° and its channels exchanged. A 1x1 convolution
 * needs no neighbours, so its result is spread instead.
 */
export const conv2dInputGradient: TfKernel<AttributesOf<"conv2dInputGradient">> = ({ inputs, attributes }) => {
  const [dy, w] = inputs as [tf.Tensor4D, tf.Tensor4D];
  const { stride, padding, size } = attributes;
  const [top, , left] = padding;
  const [kernelHeight, kernelWidth] = w.shape;
  const turned = tf.transpose(tf.reverse(w, [0, 1]), [0, 1, 3, 2]);
  if (isPointwise([kernelHeight, kernelWidth], padding)) {
    return [fitted(spread(tf.conv2d(dy, turned, 1, "valid"), stride), size)];
  }
  const wide = spread(dy, stride);
  const before = [kernelHeight - 1 - top, kernelWidth - 1 - left] as const;
  const after = (axis: 0 | 1) => size[axis] + w.shape[axis] - 1 - before[axis] - wide.shape[axis + 1]!;
  return [convolve(wide, turned, [before[0], after(0), before[1], after(1)])];
};

/**
 * dw: the images, with batch and channels exchanged, convolved with dy as the filter: [I,H,W,N] * [Ho,Wo,N,O] → [I,Kh,Kw,O],
 * the stride as dilation. At 13 to 22 GFLOP/s, against 4 to 14 for a matrix product per tap; for the one tap of a 1x1
 * convolution that product is the faster.
 */
export const conv2dFilterGradient: TfKernel<AttributesOf<"conv2dFilterGradient">> = ({ inputs, attributes }) => {
  const [x, dy] = inputs as [tf.Tensor4D, tf.Tensor4D];
  const { stride, padding, size } = attributes;
  const [channels, outputs] = [x.shape[3], dy.shape[3]];
  if (isPointwise(size, padding)) {
    const pixels = tf.reshape(thinned(x, stride), [-1, channels]);
    return [tf.reshape(tf.matMul(tf.transpose(pixels), tf.reshape(dy, [-1, outputs])), [1, 1, channels, outputs])];
  }
  const [top, , left] = padding;
  const after = (axis: 0 | 1, before: number) =>
    (dy.shape[axis + 1]! - 1) * stride + size[axis] - x.shape[axis + 1]! - before;
  const images = tf.transpose(x, [3, 1, 2, 0]);
  const filter = tf.transpose(dy, [1, 2, 0, 3]);
  const dw = convolve(images, filter, [top, after(0, top), left, after(1, left)], stride);
  return [tf.transpose(dw, [1, 2, 0, 3])];
};
