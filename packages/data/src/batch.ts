// Batches: chosen images, changed at random and normalised, as a network takes them.
import { integerBelow, type RandomStream, randomStream } from "@unravel/core/random";
import { type ImageSet, type ImageShape, imageSize, requireIndex } from "./image-set.ts";
import { type Normalisation, type Scaling, scalingOf } from "./normalisation.ts";

/**
 * Random changes of training images. `pad` zeros (after normalisation: the mean's colour) are put around an image;
 * `crop` then cuts one of its size at a random place, else from the middle; `flip` mirrors every other one.
 */
export type Augmentation = { readonly pad: number; readonly crop: boolean; readonly flip: boolean };

/** Pad 4, crop, flip: what CIFAR is trained with since Lee et al. 2015. */
export const padCropFlip: Augmentation = { pad: 4, crop: true, flip: true };

/** One batch to fill. `out` is [batch, height, width, channels], `labels` [batch]: their size is the batch size. */
export type BatchRequest = {
  readonly set: ImageSet;
  /** The images, at most as many as the batch holds. */
  readonly indices: ArrayLike<number>;
  readonly normalisation: Normalisation;
  readonly out: Float32Array;
  readonly labels: Int32Array;
  /** Left out: the images as they are. Every draw depends on the seed, the epoch and the image's index alone. */
  readonly augmentation?: Augmentation;
  readonly seed?: number;
  readonly epoch?: number;
};

/** Where an output image is taken from: shifted down and right by `top` and `left`, perhaps mirrored. */
type Placement = { readonly top: number; readonly left: number; readonly mirrored: boolean };

const unmoved: Placement = { top: 0, left: 0, mirrored: false };

function drawPlacement({ pad, crop, flip }: Augmentation, stream: RandomStream, index: number): Placement {
  const shift = (draw: number) => (crop ? integerBelow(2 * pad + 1, stream, index, draw) - pad : 0);
  return { top: shift(0), left: shift(1), mirrored: flip && integerBelow(2, stream, index, 2) === 1 };
}

/** Writes one image to `out` from `start` on, zeros where it is taken from outside. */
function placeImage(
  image: Uint8Array,
  shape: ImageShape,
  { scale, shift }: Scaling,
  { top, left, mirrored }: Placement,
  out: Float32Array,
  start: number,
): void {
  const [channels, height, width] = shape;
  for (let y = 0; y < height; y += 1) {
    const fromY = y + top;
    for (let x = 0; x < width; x += 1) {
      const fromX = (mirrored ? width - 1 - x : x) + left;
      const to = start + (y * width + x) * channels;
      const from = (fromY * width + fromX) * channels;
      const inside = fromY >= 0 && fromY < height && fromX >= 0 && fromX < width;
      for (let c = 0; c < channels; c += 1) {
        // The scaling belongs to the place an image's pixel came from, so that a mean image moves with it.
        out[to + c] = inside ? image[from + c]! * scale[from + c]! - shift[from + c]! : 0;
      }
    }
  }
}

/**
 * Fills `out` and `labels`; what the images do not fill gets zeros and label 0. Returns how many images are valid.
 * Throws RangeError for indices the set lacks, or arrays whose sizes do not belong together.
 */
export function fillBatch(request: BatchRequest): number {
  const { set, indices, normalisation, augmentation, out, labels, seed = 0, epoch = 0 } = request;
  const size = imageSize(set.shape);
  if (out.length !== labels.length * size || indices.length > labels.length) {
    throw new RangeError(
      `A batch of ${labels.length} images of ${set.shape.join(" x ")} needs ${labels.length * size} numbers and at most ${labels.length} indices, got ${out.length} and ${indices.length}.`,
    );
  }
  const scaling = scalingOf(normalisation, set.shape);
  const stream = randomStream(seed, "augmentation", epoch);
  for (let i = 0; i < indices.length; i += 1) {
    const index = requireIndex(set, indices[i]!);
    const placement = augmentation ? drawPlacement(augmentation, stream, index) : unmoved;
    placeImage(set.images.subarray(index * size), set.shape, scaling, placement, out, i * size);
    labels[i] = set.labels[index]!;
  }
  out.fill(0, indices.length * size);
  labels.fill(0, indices.length);
  return indices.length;
}
