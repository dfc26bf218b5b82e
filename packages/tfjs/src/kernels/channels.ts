// Per-channel arithmetic (the last dimension), which batch norm and biases are made of, in two forms.
import * as tf from "@tensorflow/tfjs-core";

/** x is [...,C]; scales, offsets and means are [C]. */
export type ChannelArithmetic = {
  /** The mean of each channel. */
  mean(x: tf.Tensor): tf.Tensor;
  /** x + offset. */
  shift(x: tf.Tensor, offset: tf.Tensor): tf.Tensor;
  /** x · scale + offset, the offset 0 by default. */
  affine(x: tf.Tensor, scale: tf.Tensor, offset?: tf.Tensor): tf.Tensor;
};

/** By broadcasting, which WebGPU and the plain CPU backend do well. */
export const broadcasting: ChannelArithmetic = {
  mean: (x) =>
    tf.mean(
      x,
      x.shape.slice(0, -1).map((_, axis) => axis),
    ),
  shift: (x, offset) => tf.add(x, offset),
  affine: (x, scale, offset) => (offset ? tf.add(tf.mul(x, scale), offset) : tf.mul(x, scale)),
};

/** Images of one column: [N,pixels,1,C]. */
const columns = (x: tf.Tensor): tf.Tensor4D => {
  const [images, channels] = [x.shape[0]!, x.shape.at(-1)!];
  return tf.reshape(x, [images, x.size / (images * channels), 1, channels]);
};

const vectorOf = (value: number, length: number): tf.Tensor1D => tf.fill([length], value);

/** x · scale + offset as a depthwise convolution of one tap. */
const depthwise = (x: tf.Tensor, scale: tf.Tensor, offset: tf.Tensor): tf.Tensor => {
  const filter = tf.reshape<tf.Rank.R4>(scale, [1, 1, scale.size, 1]);
  return tf.reshape(
    tf.fused.depthwiseConv2d({ x: columns(x), filter, strides: 1, pad: "valid", bias: offset }),
    x.shape,
  );
};

/**
 * By poolings and depthwise convolutions, which tfjs-wasm hands to XNNPACK's SIMD kernels: of [64,32,32,16] a mean takes
 * 0.2 ms instead of 1.7 to 3.8, an affine map 0.2 ms instead of 1.9.
 */
export const pooling: ChannelArithmetic = {
  // In two steps, each image and then the batch: the shorter the sums, the smaller their rounding errors.
  mean: (x) => {
    const images = columns(x);
    const [count, pixels, , channels] = images.shape;
    const means = tf.avgPool(images, [pixels, 1], 1, "valid");
    return tf.mean(tf.reshape(means, [count, channels]), 0);
  },
  shift: (x, offset) => depthwise(x, vectorOf(1, offset.size), offset),
  affine: (x, scale, offset) => depthwise(x, scale, offset ?? vectorOf(0, scale.size)),
};
