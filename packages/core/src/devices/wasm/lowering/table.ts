// The WebAssembly row for every op.
import type { AttributesOf, OperationName } from "../../../ops/operations.ts";
import * as classification from "./classification.ts";
import * as convolution from "./convolution.ts";
import * as elementwise from "./elementwise.ts";
import type { Lowering } from "./lowering.ts";
import * as normalisation from "./normalisation.ts";
import * as pools from "./pools.ts";

/** How each op becomes launches. */
export const lowerings: { readonly [Name in OperationName]: Lowering<AttributesOf<Name>> } = {
  ...classification,
  ...convolution,
  ...elementwise,
  ...normalisation,
  ...pools,
};
