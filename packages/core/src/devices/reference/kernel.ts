// What a reference kernel sees of a launch.
import type { ValueType } from "../../graph/graph.ts";

/** Values on the reference device: numbers in float64, labels and keys in int32, images of a data set in bytes. */
export type Elements = Float64Array | Int32Array | Uint8Array;

/** A launch with its arrays. An elementwise op's output may be the same array as an input. */
export type Call<Attributes> = {
  readonly inputs: readonly Elements[];
  readonly outputs: readonly Elements[];
  readonly inputTypes: readonly ValueType[];
  readonly outputTypes: readonly ValueType[];
  readonly attributes: Attributes;
  readonly gates: Float32Array;
};

export type Kernel<Attributes> = (call: Call<Attributes>) => void;
