// The WebGPU row for every op.
import type { AttributesOf, OperationName } from "../../../ops/operations.ts";
import type { Fusion } from "../../../plan/fuse.ts";
import * as classification from "./classification.ts";
import * as convolution from "./convolution.ts";
import * as data from "./data.ts";
import * as elementwise from "./elementwise.ts";
import type { Lowering, Target } from "./lowering.ts";
import * as normalisation from "./normalisation.ts";
import * as pools from "./pools.ts";

/** The buffers that the largest of the launches below binds: a rectifier's gradient, then batch norm's. */
const mostBuffers = 9;

/** What is one launch here. */
const fusions: readonly Fusion[] = [
  { first: "conv2d", finish: ["normalize", "sum", "relu"] },
  { first: "conv2dInputGradient", finish: ["sum", "reluGradient"] },
  { first: "matmul", finish: ["addBias"] },
  { first: "batchNorm", finish: ["sum", "relu"] },
  { first: "normalize", finish: ["sum", "relu"] },
  { first: "sum", finish: ["relu"] },
  { first: "sum", finish: ["reluGradient"] },
];

/** What is one launch on `target`. */
export const fusionsFor = ({ buffers }: Target): readonly Fusion[] =>
  buffers < mostBuffers ? fusions : [...fusions, { first: "reluGradient", finish: ["batchNormGradient"] }];

/** How each op becomes kernels. */
export const lowerings: { readonly [Name in OperationName]: Lowering<AttributesOf<Name>> } = {
  ...classification,
  ...convolution,
  ...data,
  ...elementwise,
  ...normalisation,
  ...pools,
};
