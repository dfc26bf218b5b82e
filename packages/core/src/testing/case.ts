// A conformance case: one op with its operands, as data.
import type { DataType, Shape } from "../graph/graph.ts";
import type { AttributesOf, OperationName } from "../ops/operations.ts";
import { fillNormal, fillUniform, randomStream } from "../random/index.ts";

/** An operand of a case: its shape and its numbers, whose array tells the type of the value. */
export type Operand = { readonly shape: Shape; readonly data: Float32Array | Int32Array | Uint8Array };

/** The type of an operand. */
export const dataTypeOf = ({ data }: Pick<Operand, "data">): DataType =>
  data instanceof Float32Array ? "f32" : data instanceof Int32Array ? "i32" : "u8";

/** What to compute, for the op called `Name`. */
export type CaseOf<Name extends OperationName> = {
  /** What is special about it. */
  readonly title: string;
  readonly inputs: readonly Operand[];
  readonly attributes: AttributesOf<Name>;
  /** The gate vector (forward and backward value of each gate), for ops that read gates. */
  readonly gates?: readonly number[];
  /** Why the op has no derivative here (a tie, a kink, a value that is not a number). */
  readonly kink?: string;
};

/** The cases of every op. */
export type CaseTable = { readonly [Name in OperationName]: readonly CaseOf<Name>[] };

const size = (shape: Shape): number => shape.reduce((product, length) => product * length, 1);

const stream = randomStream(2015, "test");

/** Standard normal numbers; `sample` tells the operands of a case apart. */
export function normal(shape: Shape, sample = 0): Operand {
  const data = new Float32Array(size(shape));
  fillNormal(stream, sample, data);
  return { shape, data };
}

/** Uniform numbers from 0.5 to 1.5, for variances and weights. */
export function positive(shape: Shape, sample = 0): Operand {
  const data = new Float32Array(size(shape));
  fillUniform(stream, sample, data);
  return { shape, data: data.map((x) => x + 0.5) };
}

/** The numbers −1, 0 and 1 in turn by chance: many ties. */
export const tied = (shape: Shape, sample = 0): Operand =>
  mapped(normal(shape, sample), (x) => Math.sign(Math.round(x)));

/** Every element `value`. */
export const constant = (shape: Shape, value: number): Operand => ({
  shape,
  data: new Float32Array(size(shape)).fill(value),
});

/** The operand with `f` applied to each element. */
export const mapped = ({ shape, data }: Operand, f: (x: number, index: number) => number): Operand => ({
  shape,
  data: Float32Array.from(data, f),
});

/** An int32 vector. */
export const integers = (...values: readonly number[]): Operand => ({
  shape: [values.length],
  data: Int32Array.from(values),
});
