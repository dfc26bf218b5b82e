// The op table: each op with its attributes. A device has one kernel for each row.
import type { Operation } from "../graph/graph.ts";
import {
  type AveragePoolAttributes,
  type AveragePoolGradientAttributes,
  averagePool,
  averagePoolGradient,
} from "./average-pool/average-pool.ts";
import { batchNorm, batchNormGradient, type NormalisationAttributes } from "./batch-norm/batch-norm.ts";
import { addBias, channelSum } from "./bias/bias.ts";
import {
  type ConvolutionAttributes,
  type ConvolutionGradientAttributes,
  conv2d,
  conv2dFilterGradient,
  conv2dInputGradient,
} from "./conv2d/conv2d.ts";
import { type CrossEntropyAttributes, crossEntropy, crossEntropyGradient } from "./cross-entropy/cross-entropy.ts";
import { type DropoutAttributes, dropout } from "./dropout/dropout.ts";
import { type FillAttributes, fill } from "./fill/fill.ts";
import { gatherImages } from "./gather-images/gather-images.ts";
import {
  type GlobalAveragePoolGradientAttributes,
  globalAveragePool,
  globalAveragePoolGradient,
} from "./global-average-pool/global-average-pool.ts";
import { type MatmulAttributes, matmul } from "./matmul/matmul.ts";
import { maxPool, maxPoolGradient, type PoolAttributes } from "./max-pool/max-pool.ts";
import { multiply } from "./multiply/multiply.ts";
import { normalize, normalizeGradient } from "./normalize/normalize.ts";
import {
  type PadChannelsAttributes,
  type PadChannelsGradientAttributes,
  padChannels,
  padChannelsGradient,
} from "./pad-channels/pad-channels.ts";
import { relu, reluGradient } from "./relu/relu.ts";
import { type SgdAttributes, sgd } from "./sgd/sgd.ts";
import { sigmoid, sigmoidGradient } from "./sigmoid/sigmoid.ts";
import { type SumAttributes, sumOperation } from "./sum/sum.ts";

/** What each op is told beside its inputs. */
type Table = {
  gatherImages: object;
  conv2d: ConvolutionAttributes;
  conv2dInputGradient: ConvolutionGradientAttributes;
  conv2dFilterGradient: ConvolutionGradientAttributes;
  matmul: MatmulAttributes;
  addBias: object;
  channelSum: object;
  sum: SumAttributes;
  multiply: object;
  relu: object;
  reluGradient: object;
  sigmoid: object;
  sigmoidGradient: object;
  batchNorm: NormalisationAttributes;
  batchNormGradient: NormalisationAttributes;
  normalize: NormalisationAttributes;
  normalizeGradient: NormalisationAttributes;
  maxPool: PoolAttributes;
  maxPoolGradient: PoolAttributes;
  averagePool: AveragePoolAttributes;
  averagePoolGradient: AveragePoolGradientAttributes;
  globalAveragePool: object;
  globalAveragePoolGradient: GlobalAveragePoolGradientAttributes;
  padChannels: PadChannelsAttributes;
  padChannelsGradient: PadChannelsGradientAttributes;
  dropout: DropoutAttributes;
  crossEntropy: CrossEntropyAttributes;
  crossEntropyGradient: CrossEntropyAttributes;
  sgd: SgdAttributes;
  fill: FillAttributes;
};

export type OperationName = keyof Table;

/** The attributes of the op called `Name`. */
export type AttributesOf<Name extends OperationName> = Table[Name];

/** Every op by name. */
export const operations: { readonly [Name in OperationName]: Operation<Table[Name]> } = {
  gatherImages,
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
