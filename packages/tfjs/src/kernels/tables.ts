// The kernels of each device: tfjs's own where they are right and fast.
import * as tf from "@tensorflow/tfjs-core";
import { broadcasting, pooling } from "./channels.ts";
import * as classification from "./classification.ts";
import * as composed from "./composed.ts";
import * as convolution from "./convolution.ts";
import * as data from "./data.ts";
import * as elementwise from "./elementwise.ts";
import type { KernelTable } from "./kernel.ts";
import { firstMaximum, lastMaximum, onHost } from "./max-pool-gradient.ts";
import { normalisation } from "./normalisation.ts";
import * as pools from "./pools.ts";

/** For tfjs-cpu, which has every kernel of tfjs. */
export const cpuKernels: KernelTable = {
  ...classification,
  ...convolution,
  ...data,
  ...elementwise,
  ...normalisation(broadcasting),
  ...pools,
  maxPoolGradient: firstMaximum,
  matmul: ({ inputs: [a, b], attributes: { transposeA, transposeB } }) => [tf.matMul(a!, b!, transposeA, transposeB)],
};

/** For tfjs-webgpu. */
export const webgpuKernels: KernelTable = { ...cpuKernels, maxPoolGradient: lastMaximum };

/** For tfjs-wasm: XNNPACK's kernels wherever an op can be said in them. */
export const wasmKernels: KernelTable = {
  ...cpuKernels,
  ...composed,
  ...normalisation(pooling),
  maxPoolGradient: onHost,
  // XNNPACK multiplies matrices as they lie only; tfjs-wasm transposes in a plain loop otherwise.
  matmul: ({ inputs: [a, b], attributes: { transposeA, transposeB } }) => [
    tf.matMul(transposeA ? tf.transpose(a!) : a!, transposeB ? tf.transpose(b!) : b!),
  ],
};
