// The WebGPU row for every op.
import type { AttributesOf, OperationName } from "../../../ops/operations.ts";
import type { Fusion } from "../../../plan/fuse.ts";
import * as classification from "./classification.ts";
import * as convolution from "./convolution.ts";
import * as data from "./data.ts";
import * as elementwise from "./elementwise.ts";
import type { Lowering } from "./lowering.ts";
import * as normalisation from "./normalisation.ts";
import * as pools from "./pools.ts";

/** What is one launch here. */
export const fusions: readonly Fusion[] = [];

/** How each op becomes kernels. */
export const lowerings: { readonly [Name in OperationName]: Lowering<AttributesOf<Name>> } = {
  ...classification,
  ...convolution,
  ...data,
  ...elementwise,
  ...normalisation,
  ...pools,
};
