// TensorFlow.js' WebAssembly backend with its own kernel for a convolution's input gradient, and with the filter's gradient, which it lacks,
// as a matrix product for each tap. (Our device `tfjs-wasm` says both as forward convolutions, which is some four times as fast.)
import * as tf from "@tensorflow/tfjs-core";
import type { AttributesOf } from "@unravel/core";
import { tfjsWasm } from "@unravel/tfjs";
import { conv2dInputGradient } from "../../packages/tfjs/src/kernels/convolution.ts";
import { explicit, thinned } from "../../packages/tfjs/src/kernels/images.ts";
import type { TfKernel } from "../../packages/tfjs/src/kernels/kernel.ts";
import { wasmKernels } from "../../packages/tfjs/src/kernels/tables.ts";
import { ourPeer } from "../contest/our-peer.ts";
import { serve } from "../contest/serve.ts";

const conv2dFilterGradient: TfKernel<AttributesOf<"conv2dFilterGradient">> = ({ inputs, attributes }) => {
  const [x, dy] = inputs as [tf.Tensor4D, tf.Tensor4D];
  const { stride, padding, size } = attributes;
  const [images, height, width, outputs] = dy.shape;
  const channels = x.shape[3];
  const padded = tf.pad(x, explicit(padding));
  const gradients = tf.reshape(dy, [-1, outputs]);
  const extent = [images, (height - 1) * stride + 1, (width - 1) * stride + 1, channels];
  const taps = Array.from({ length: size[0] * size[1] }, (_, tap) => {
    const part = tf.slice(padded, [0, Math.floor(tap / size[1]), tap % size[1], 0], extent) as tf.Tensor4D;
    const pixels = tf.reshape(thinned(part, stride), [-1, channels]);
    return tf.matMul(tf.transpose(pixels), gradients);
  });
  return [tf.reshape(tf.stack(taps), [...size, channels, outputs])];
};

// This process has no other use for the table.
Object.assign(wasmKernels, { conv2dInputGradient, conv2dFilterGradient });
await serve(async (task) => ourPeer(await tfjsWasm.open({ byName: true }), task));
