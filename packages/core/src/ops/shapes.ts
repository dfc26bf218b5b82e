// What the shape rules share.
import { GraphError } from "../errors.ts";
import type { DataType, Shape, ValueType } from "../graph/graph.ts";

/** Zeros around an image: top, bottom, left, right. */
export type Padding = readonly [top: number, bottom: number, left: number, right: number];

/** A float32 type. */
export const f32 = (...shape: number[]): ValueType => ({ shape, dtype: "f32" });

/** Throws a GraphError unless `fits`. */
export function require(fits: boolean, message: () => string): asserts fits {
  if (!fits) throw new GraphError(message());
}

/** Throws a GraphError unless `type` holds numbers of `dtype`. */
export function typed(type: ValueType | undefined, dtype: DataType, what: string): void {
  require(type?.dtype === dtype, () => `${what} must be ${dtype}, got ${type?.dtype}.`);
}

/** The four dimensions of an NHWC image batch (or an HWIO filter); throws where `type` has not four. */
export function rank4(type: ValueType | undefined, what: string): readonly [number, number, number, number] {
  require(type?.shape.length === 4, () => `${what} must have 4 dimensions, got [${type?.shape}].`);
  const [a, b, c, d] = type.shape as readonly [number, number, number, number];
  return [a, b, c, d];
}

/** The two dimensions of a matrix. */
export function rank2(type: ValueType | undefined, what: string): readonly [number, number] {
  require(type?.shape.length === 2, () => `${what} must have 2 dimensions, got [${type?.shape}].`);
  const [rows, columns] = type.shape as readonly [number, number];
  return [rows, columns];
}

/** Throws unless `type` is a vector of `length`. */
export function vector(type: ValueType | undefined, length: number, what: string): void {
  require(type?.shape.length === 1 && type.shape[0] === length, () =>
    `${what} must be [${length}], got [${type?.shape}].`);
}

/** Throws unless both have the same shape. */
export function same(a: ValueType | undefined, b: ValueType | undefined, what: string): void {
  require(a !== undefined && b !== undefined && a.shape.join() === b.shape.join(), () => {
    return `${what} must have the same shape, got [${a?.shape}] and [${b?.shape}].`;
  });
}

/** The shape rule of an elementwise op on two values; throws unless both have the same shape. */
export const pairwise =
  (what: string) =>
  ([a, b]: readonly ValueType[]): readonly ValueType[] => {
    same(a, b, what);
    return [f32(...a!.shape)];
  };

/** Channels: the last dimension. */
export const channels = (shape: Shape): number => shape.at(-1)!;

/** Length of a convolution's or pool's output along one dimension. */
export function windows(length: number, kernel: number, stride: number, before: number, after: number): number {
  const count = Math.floor((length + before + after - kernel) / stride) + 1;
  require(count > 0, () => `A window of ${kernel} does not fit into ${length} pixels padded by ${before} + ${after}.`);
  return count;
}
