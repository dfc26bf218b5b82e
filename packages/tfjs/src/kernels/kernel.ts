// What a kernel sees of a launch, and the table of kernels that a device is made of.
import type { Tensor } from "@tensorflow/tfjs-core";
import type { AttributesOf, OperationName, ValueType } from "@unravel/core";

/** A launch with its operands. */
export type Call<Attributes> = {
  /** The op's float32 inputs in order. Values of skipped regions are holes, which only `sum` may meet. */
  readonly inputs: readonly Tensor[];
  /** The op's int32 and byte inputs in order. No op computes integers, so the host still has what it wrote. */
  readonly integers: readonly (Int32Array | Uint8Array)[];
  readonly outputTypes: readonly ValueType[];
  readonly attributes: Attributes;
  readonly gates: Float32Array;
};

/**
 * Computes an op's outputs. Each must be a tensor of its own, not an input handed back; what a kernel makes on the way
 * is disposed of for it.
 */
export type TfKernel<Attributes> = (call: Call<Attributes>) => readonly Tensor[];

/** One kernel for each op. */
export type KernelTable = { readonly [Name in OperationName]: TfKernel<AttributesOf<Name>> };
