// Where the images of a batch are taken from: drawn here for everyone who makes batches, on the host or on a device.
import { integerBelow, randomStream } from "@unravel/core/random";
import { type ImageSet, requireIndex } from "./image-set.ts";

/**
 * Random changes of training images. `pad` zeros (after normalisation: the mean's colour) are put around an image;
 * `crop` then cuts one of its size at a random place, else from the middle; `flip` mirrors every other one.
 */
export type Augmentation = { readonly pad: number; readonly crop: boolean; readonly flip: boolean };

/** Pad 4, crop, flip: what CIFAR is trained with since Lee et al. 2015. */
export const padCropFlip: Augmentation = { pad: 4, crop: true, flip: true };

/** The images of one batch. */
export type Choice = {
  readonly set: ImageSet;
  /** The images, at most as many as the batch holds. */
  readonly indices: ArrayLike<number>;
  /** Left out: the images as they are. Every draw depends on the seed, the epoch and the image's index alone. */
  readonly augmentation?: Augmentation;
  readonly seed?: number;
  readonly epoch?: number;
};

/** One batch to place: `placements` is [batch, 4], `labels` [batch]. */
export type PlacementRequest = Choice & { readonly placements: Int32Array; readonly labels: Int32Array };

/** Numbers of a placement. */
export const placementSize = 4;

const unmoved: Augmentation = { pad: 0, crop: false, flip: false };

/**
 * Fills `placements` with (index, top, left, mirrored) of each image of the batch: pixel (y, x) is pixel (y + top, x' + left) of image
 * `index` of the set, with x' counted from the right where `mirrored` is 1, and what lies outside is zero. What the images do not fill gets
 * the index −1, and label 0. Returns how many images are valid.
 * Throws RangeError for indices the set lacks, or arrays whose sizes do not belong together.
 */
export function placeBatch(request: PlacementRequest): number {
  const { set, indices, augmentation = unmoved, seed = 0, epoch = 0, placements, labels } = request;
  if (placements.length !== labels.length * placementSize || indices.length > labels.length) {
    throw new RangeError(
      `A batch of ${labels.length} images needs ${labels.length * placementSize} numbers of placements and at most ${labels.length} indices, got ${placements.length} and ${indices.length}.`,
    );
  }
  const { pad, crop, flip } = augmentation;
  const stream = randomStream(seed, "augmentation", epoch);
  for (let i = 0; i < indices.length; i += 1) {
    const index = requireIndex(set, indices[i]!);
    const at = i * placementSize;
    placements[at] = index;
    placements[at + 1] = crop ? integerBelow(2 * pad + 1, stream, index, 0) - pad : 0;
    placements[at + 2] = crop ? integerBelow(2 * pad + 1, stream, index, 1) - pad : 0;
    placements[at + 3] = flip ? integerBelow(2, stream, index, 2) : 0;
    labels[i] = set.labels[index]!;
  }
  for (let i = indices.length; i < labels.length; i += 1) placements.set([-1, 0, 0, 0], i * placementSize);
  labels.fill(0, indices.length);
  return indices.length;
}
