// A tensor as files describe it, a view of stored numbers, and how it becomes dense float32.
import type { Tensor } from "@unravel/core";
import type { Charge } from "./allowance.ts";
import type { ElementType } from "./element-types.ts";
import { weightsError } from "./errors.ts";

/** Where a tensor's numbers lie in its storage: offset and strides count elements. */
export type View = {
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
};

/**
 * The most dimensions a tensor may have; convolutions have 4. Without a bound, thousands of tensors could share one
 * shape of a million ones.
 */
export const maxRank = 8;

/** The strides of a dense row-major tensor of `shape`. */
export function denseStrides(shape: readonly number[]): readonly number[] {
  const strides = shape.map(() => 1);
  for (let axis = shape.length - 2; axis >= 0; axis--) strides[axis] = strides[axis + 1]! * shape[axis + 1]!;
  return strides;
}

/** How many elements `view` has; throws a WeightsError naming `where` unless all lie within `stored` elements. */
export function checkView({ offset, shape, strides }: View, stored: number, where: string): number {
  const count = shape.reduce((product, size) => product * size, 1);
  const last = shape.reduce((at, size, axis) => at + (size - 1) * strides[axis]!, offset);
  const whole = [offset, count, ...shape, ...strides].every((value) => Number.isSafeInteger(value) && value >= 0);
  const fits = count === 0 ? offset <= stored : last < stored;
  if (shape.length > maxRank || strides.length !== shape.length || !whole || !fits)
    throw weightsError({
      where,
      what: "the tensor does not lie within its storage",
      expected: `at most ${maxRank} dimensions and elements 0 to ${stored - 1}`,
      got: `shape [${shape.slice(0, maxRank + 1)}], strides [${strides.slice(0, maxRank + 1)}], offset ${offset}`,
    });
  return count;
}

/**
 * The dense float32 tensor that `view` shows of `storage`, an array of `type`. 64-bit numbers are rounded. Throws a
 * WeightsError naming `where` if the view reaches outside the storage or the file's allowance is used up.
 */
export function readView(storage: Uint8Array, type: ElementType, view: View, where: string, charge: Charge): Tensor {
  const { shape, strides } = view;
  const count = checkView(view, Math.floor(storage.length / type.bytes), where);
  charge(count * Float32Array.BYTES_PER_ELEMENT, where);
  const source = new DataView(storage.buffer, storage.byteOffset, storage.length);
  const data = new Float32Array(count);
  const position = shape.map(() => 0);
  let element = view.offset;
  for (let index = 0; index < count; index++) {
    data[index] = type.read(source, element * type.bytes);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      element += strides[axis]!;
      position[axis]!++;
      if (position[axis]! < shape[axis]!) break;
      element -= strides[axis]! * shape[axis]!;
      position[axis] = 0;
    }
  }
  return { shape: [...shape], data };
}
