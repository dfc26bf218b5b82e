// Cropping, thinning out and spreading of NHWC images, and tfjs's way to say padding.
import * as tf from "@tensorflow/tfjs-core";
import type { Padding } from "@unravel/core";

/** Padding as tfjs wants it for a convolution or a pool. */
export const explicit = ([top, bottom, left, right]: Padding): tf.backend_util.ExplicitPadding => [
  [0, 0],
  [top, bottom],
  [left, right],
  [0, 0],
];

/** Cuts `x` by the negative sides of `padding`; returns it with the padding that is left to do. */
export function cropped(x: tf.Tensor4D, padding: Padding): readonly [tf.Tensor4D, Padding] {
  const [top, bottom, left, right] = padding.map((side) => Math.max(0, -side)) as [number, number, number, number];
  const [n, h, w, c] = x.shape;
  const fits = top + bottom + left + right === 0;
  const rest = padding.map((side) => Math.max(0, side)) as [number, number, number, number];
  return [fits ? x : tf.slice(x, [0, top, left, 0], [n, h - top - bottom, w - left - right, c]), rest];
}

/** Every stride-th pixel. A depthwise convolution with ones: strided slices take many times longer on tfjs-wasm. */
export function thinned(x: tf.Tensor4D, stride: number): tf.Tensor4D {
  return stride === 1 ? x : tf.depthwiseConv2d(x, tf.ones([1, 1, x.shape[3], 1]), stride, "valid");
}

/** [N,H,W,C] → [N,H·stride,W·stride,C]: zeros behind and below each pixel. */
export function spread(x: tf.Tensor4D, stride: number): tf.Tensor4D {
  if (stride === 1) return x;
  const [n, h, w, c] = x.shape;
  // As matrices of few dimensions: tfjs-webgpu cannot pad more than four.
  const after = (rows: number, length: number, pixels: tf.Tensor) =>
    tf.pad(tf.reshape(pixels, [rows, 1, length]), [
      [0, 0],
      [0, stride - 1],
      [0, 0],
    ]);
  return tf.reshape(after(n * h, w * stride * c, after(n * h * w, c, x)), [n, h * stride, w * stride, c]);
}

/** `x` cut, or filled with zeros, at the bottom and the right to [N,height,width,C]. */
export function fitted(x: tf.Tensor4D, [height, width]: readonly [number, number]): tf.Tensor4D {
  const [part, padding] = cropped(x, [0, height - x.shape[1], 0, width - x.shape[2]]);
  return padding.some((side) => side > 0) ? tf.pad(part, explicit(padding)) : part;
}
