// The op table. A device has one kernel for each row.
import type { Operation } from "../graph/graph.ts";
import { averagePool, averagePoolGradient } from "./average-pool/average-pool.ts";
import { batchNorm, batchNormGradient } from "./batch-norm/batch-norm.ts";
import { addBias, channelSum } from "./bias/bias.ts";
import { conv2d, conv2dFilterGradient, conv2dInputGradient } from "./conv2d/conv2d.ts";
import { crossEntropy, crossEntropyGradient } from "./cross-entropy/cross-entropy.ts";
import { dropout } from "./dropout/dropout.ts";
import { fill } from "./fill/fill.ts";
import { globalAveragePool, globalAveragePoolGradient } from "./global-average-pool/global-average-pool.ts";
import { matmul } from "./matmul/matmul.ts";
import { maxPool, maxPoolGradient } from "./max-pool/max-pool.ts";
import { multiply } from "./multiply/multiply.ts";
import { normalize, normalizeGradient } from "./normalize/normalize.ts";
import { padChannels, padChannelsGradient } from "./pad-channels/pad-channels.ts";
import { relu, reluGradient } from "./relu/relu.ts";
import { sgd } from "./sgd/sgd.ts";
import { sigmoid, sigmoidGradient } from "./sigmoid/sigmoid.ts";
import { sumOperation } from "./sum/sum.ts";

/** Every op by name. */
export const operations = {
  conv2d,
  conv2dInputGradient,
  conv2dFilterGradient,
  matmul,
  addBias,
  channelSum,
  sum: sumOperation,
  multiply,
  relu,
  reluGradient,
  sigmoid,
  sigmoidGradient,
  batchNorm,
  batchNormGradient,
  normalize,
  normalizeGradient,
  maxPool,
  maxPoolGradient,
  averagePool,
  averagePoolGradient,
  globalAveragePool,
  globalAveragePoolGradient,
  padChannels,
  padChannelsGradient,
  dropout,
  crossEntropy,
  crossEntropyGradient,
  sgd,
  fill,
};

export type OperationName = keyof typeof operations;

/** The attributes of the op called `Name`. */
export type AttributesOf<Name extends OperationName> =
  (typeof operations)[Name] extends Operation<infer Attributes> ? Attributes : never;
