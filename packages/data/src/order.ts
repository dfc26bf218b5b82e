// Which images come when: pure functions of seed and epoch.
import { permutation, randomStream } from "@unravel/core/random";

/** `indices` in the order of one epoch; the same for the same seed and epoch, wherever and whenever it is asked. */
export function epochOrder(indices: ArrayLike<number>, seed: number, epoch: number): Uint32Array {
  return permutation(indices.length, randomStream(seed, "order", epoch)).map((position) => indices[position]!);
}

/** A training set's images, parted for good: what is learned from, and what choices are made by. */
export type Split = { readonly train: Uint32Array; readonly validation: Uint32Array };

/**
 * Holds `validation` of `count` images back, drawn at random by `seed`; both parts ascend. He et al. 2016 hold 5,000 of
 * CIFAR's 50,000. The seed is not a run's: runs to be compared need the same split.
 * Throws RangeError unless both parts have an image.
 */
export function splitTrainValidation(count: number, validation = 5000, seed = 0): Split {
  if (!Number.isInteger(validation) || validation < 1 || validation >= count) {
    throw new RangeError(
      `${validation} of ${count} images cannot be held back for validation: expected 1 to ${count - 1}.`,
    );
  }
  const order = permutation(count, randomStream(seed, "split"));
  return { train: order.slice(validation).sort(), validation: order.slice(0, validation).sort() };
}
