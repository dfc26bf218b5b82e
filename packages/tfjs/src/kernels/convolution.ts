// Convolution by tfjs's own kernels.
import * as tf from "@tensorflow/tfjs-core";
import type { AttributesOf } from "@unravel/core";
import { explicit } from "./images.ts";
import type { TfKernel } from "./kernel.ts";

export const conv2d: TfKernel<AttributesOf<"conv2d">> = ({ inputs, attributes: { stride, padding } }) => {
  const [x, w] = inputs as [tf.Tensor4D, tf.Tensor4D];
  return [tf.conv2d(x, w, stride, explicit(padding))];
};

export const conv2dInputGradient: TfKernel<AttributesOf<"conv2dInputGradient">> = (call) => {
  const [dy, filter] = call.inputs as [tf.Tensor4D, tf.Tensor4D];
  const { stride, padding } = call.attributes;
  const inputShape = [...call.outputTypes[0]!.shape];
  const attributes = { strides: stride, pad: explicit(padding), dataFormat: "NHWC", inputShape };
  return [tf.engine().runKernel<tf.Tensor>(tf.Conv2DBackpropInput, { dy, filter }, attributes)];
};

export const conv2dFilterGradient: TfKernel<AttributesOf<"conv2dFilterGradient">> = (call) => {
  const [x, dy] = call.inputs as [tf.Tensor4D, tf.Tensor4D];
  const { stride, padding } = call.attributes;
  const filterShape = [...call.outputTypes[0]!.shape];
  const attributes = { strides: stride, pad: explicit(padding), dataFormat: "NHWC", filterShape };
  return [tf.engine().runKernel<tf.Tensor>(tf.Conv2DBackpropFilter, { x, dy }, attributes)];
};
