// Pools, and the shortcut that thins out pixels and adds zero channels.
import * as tf from "@tensorflow/tfjs-core";
import type { AttributesOf } from "@unravel/core";
import { explicit, fitted, spread, thinned } from "./images.ts";
import type { TfKernel } from "./kernel.ts";

export const maxPool: TfKernel<AttributesOf<"maxPool">> = ({ inputs, attributes: { kernel, stride, padding } }) => {
  const [x] = inputs as [tf.Tensor4D];
  return [tf.maxPool(x, kernel, stride, explicit(padding))];
};

export const averagePool: TfKernel<AttributesOf<"averagePool">> = ({ inputs, attributes: { kernel, stride } }) => {
  const [x] = inputs as [tf.Tensor4D];
  return [tf.avgPool(x, kernel, stride, "valid")];
};

export const averagePoolGradient: TfKernel<AttributesOf<"averagePoolGradient">> = (call) => {
  const { kernel, stride } = call.attributes;
  // Of the input this kernel reads the shape only.
  const input = tf.zeros([...call.outputTypes[0]!.shape]);
  const window = { filterSize: kernel, strides: stride, pad: "valid" };
  return [tf.engine().runKernel<tf.Tensor>(tf.AvgPoolGrad, { dy: call.inputs[0]!, input }, window)];
};

export const globalAveragePool: TfKernel<object> = ({ inputs: [x] }) => [tf.mean(x!, [1, 2])];

export const globalAveragePoolGradient: TfKernel<AttributesOf<"globalAveragePoolGradient">> = (call) => {
  const [n, height, width, channels] = call.outputTypes[0]!.shape as [number, number, number, number];
  const shares = tf.fill([1, height, width, 1], 1 / (height * width));
  return [tf.mul(shares, tf.reshape(call.inputs[0]!, [n, 1, 1, channels]))];
};

export const padChannels: TfKernel<AttributesOf<"padChannels">> = ({ inputs, attributes }) => {
  const { stride, before, after } = attributes;
  const none: [number, number] = [0, 0];
  return [tf.pad(thinned(inputs[0] as tf.Tensor4D, stride), [none, none, none, [before, after]])];
};

export const padChannelsGradient: TfKernel<AttributesOf<"padChannelsGradient">> = (call) => {
  const { stride, before, size } = call.attributes;
  const [dy] = call.inputs as [tf.Tensor4D];
  const [n, height, width] = dy.shape;
  const kept = tf.slice(dy, [0, 0, 0, before], [n, height, width, call.outputTypes[0]!.shape[3]!]);
  return [fitted(spread(kept, stride), size)];
};
