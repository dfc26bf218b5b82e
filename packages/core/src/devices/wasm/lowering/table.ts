// The WebAssembly row for every op.

import type { AttributesOf, OperationName } from "../../../ops/operations.ts";
import type { Fusion } from "../../../plan/fuse.ts";
import * as classification from "./classification.ts";
import * as convolution from "./convolution.ts";
import * as elementwise from "./elementwise.ts";
import type { Lowering } from "./lowering.ts";
import * as normalisation from "./normalisation.ts";
import * as pools from "./pools.ts";

/** What is one launch here. */
export const fusions: readonly Fusion[] = [
  { first: "conv2d", finish: ["normalize", "sum", "relu"] },
  { first: "batchNorm", finish: ["sum", "relu"] },
  { first: "normalize", finish: ["sum", "relu"] },
  { first: "sum", finish: ["relu"] },
  { first: "sum", finish: ["reluGradient"] },
  { first: "reluGradient", finish: ["batchNormGradient"] },
];

/** How each op becomes launches. */
export const lowerings: { readonly [Name in OperationName]: Lowering<AttributesOf<Name>> } = {
  ...classification,
  ...convolution,
  ...elementwise,
  ...normalisation,
  ...pools,
};
