// The kernels of each backend: tfjs's own where they are right and fast.
import * as tf from "@tensorflow/tfjs-core";
import { broadcasting, pooling } from "./channels.ts";
import * as classification from "./classification.ts";
import * as composed from "./composed.ts";
import * as convolution from "./convolution.ts";
import * as elementwise from "./elementwise.ts";
import type { KernelTable } from "./kernel.ts";
import { maxPoolGradient } from "./max-pool-gradient.ts";
import { normalisation } from "./normalisation.ts";
import * as pools from "./pools.ts";

/** For backends that have every kernel of tfjs: WebGPU and the plain CPU. */
export const nativeKernels: KernelTable = {
  ...classification,
  ...convolution,
  ...elementwise,
  ...normalisation(broadcasting),
  ...pools,
  matmul: ({ inputs: [a, b], attributes: { transposeA, transposeB } }) => [tf.matMul(a!, b!, transposeA, transposeB)],
};

/** For tfjs-wasm: XNNPACK's kernels wherever an op can be said in them. */
export const wasmKernels: KernelTable = {
  ...nativeKernels,
  ...composed,
  ...normalisation(pooling),
  maxPoolGradient,
  // XNNPACK multiplies matrices as they lie only; tfjs-wasm transposes in a plain loop otherwise.
  matmul: ({ inputs: [a, b], attributes: { transposeA, transposeB } }) => [
    tf.matMul(transposeA ? tf.transpose(a!) : a!, transposeB ? tf.transpose(b!) : b!),
  ],
};
