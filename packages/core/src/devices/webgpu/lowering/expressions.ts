// Ops whose result is an expression of elements: launches of their own, or the end of others.
import { addBias } from "../../../ops/bias/wgsl.ts";
import { multiply } from "../../../ops/multiply/wgsl.ts";
import { normalize } from "../../../ops/normalize/wgsl.ts";
import type { AttributesOf } from "../../../ops/operations.ts";
import { relu, reluGradient } from "../../../ops/relu/wgsl.ts";
import { sigmoid, sigmoidGradient } from "../../../ops/sigmoid/wgsl.ts";
import { add } from "../../../ops/sum/wgsl.ts";
import type { Expression } from "../expression.ts";

/** Ops that are expressions of elements. A sum is one only where it adds two values as they are (see `fuse`). */
export type ExpressionName =
  | "addBias"
  | "multiply"
  | "normalize"
  | "relu"
  | "reluGradient"
  | "sigmoid"
  | "sigmoidGradient"
  | "sum";

/** By op. */
export const expressions: { readonly [Name in ExpressionName]: Expression<AttributesOf<Name>> } = {
  addBias,
  multiply,
  normalize,
  relu,
  reluGradient,
  sigmoid,
  sigmoidGradient,
  sum: add,
};
