// Batches: chosen images, changed at random and normalised, as a network takes them.
import { type ImageShape, imageSize } from "./image-set.ts";
import { type Normalisation, type NormalisationTable, normalisationTable } from "./normalisation.ts";
import { type Choice, placeBatch, placementSize } from "./placement.ts";

/** One batch to fill. `out` is [batch, height, width, channels], `labels` [batch]: their size is the batch size. */
export type BatchRequest = Choice & {
  readonly normalisation: Normalisation;
  readonly out: Float32Array;
  readonly labels: Int32Array;
};

/** Writes one image to `out` from `start` on, zeros where it is taken from outside. */
function placeImage(
  image: Uint8Array,
  shape: ImageShape,
  { levels, mean }: NormalisationTable,
  [, top, left, mirrored]: ArrayLike<number> & Iterable<number>,
  out: Float32Array,
  start: number,
): void {
  const [channels, height, width] = shape;
  for (let y = 0; y < height; y += 1) {
    const fromY = y + top!;
    for (let x = 0; x < width; x += 1) {
      const fromX = (mirrored ? width - 1 - x : x) + left!;
      const to = start + (y * width + x) * channels;
      const from = (fromY * width + fromX) * channels;
      const inside = fromY >= 0 && fromY < height && fromX >= 0 && fromX < width;
      for (let c = 0; c < channels; c += 1) {
        // The mean belongs to the place that an image's pixel came from: it moves with it.
        out[to + c] = inside ? levels[c * 256 + image[from + c]!]! - (mean ? mean[from + c]! : 0) : 0;
      }
    }
  }
}

/**
 * Fills `out` and `labels`; what the images do not fill gets zeros and label 0. Returns how many images are valid.
 * Throws RangeError for indices the set lacks, or arrays whose sizes do not belong together.
 */
export function fillBatch(request: BatchRequest): number {
  const { set, indices, normalisation, out, labels } = request;
  const size = imageSize(set.shape);
  if (out.length !== labels.length * size || indices.length > labels.length) {
    throw new RangeError(
      `A batch of ${labels.length} images of ${set.shape.join(" x ")} needs ${labels.length * size} numbers and at most ${labels.length} indices, got ${out.length} and ${indices.length}.`,
    );
  }
  const table = normalisationTable(normalisation, set.shape);
  const placements = new Int32Array(labels.length * placementSize);
  const valid = placeBatch({ ...request, placements });
  for (let i = 0; i < valid; i += 1) {
    const placement = placements.subarray(i * placementSize, (i + 1) * placementSize);
    placeImage(set.images.subarray(placement[0]! * size), set.shape, table, placement, out, i * size);
  }
  out.fill(0, valid * size);
  return valid;
}
