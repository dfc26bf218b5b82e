// A labelled set of images, whole in memory, as bytes.

/** Channels, height, width. */
export type ImageShape = readonly [channels: number, height: number, width: number];

/** One file that images came from. `md5` is left out where no sum was made (image folders). */
export type SourceFile = { readonly name: string; readonly md5?: string };

/**
 * Where a set came from, kept with every run. `known`: its bytes are certainly the published ones (a user's own images
 * never are). `notice` is one line for the user, where there is something to say.
 */
export type Provenance = {
  readonly source: string;
  readonly files: readonly SourceFile[];
  readonly known: boolean;
  readonly notice?: string;
};

/** `images` holds labels.length images one after another, each height x width x channels, 0 to 255. */
export type ImageSet = {
  readonly name: string;
  readonly shape: ImageShape;
  readonly images: Uint8Array;
  readonly labels: Int32Array;
  readonly classes: readonly string[];
  readonly provenance: Provenance;
};

/** Images or files that cannot be used. The message says which, what was expected, what came and what to do. */
export class DataError extends Error {
  override readonly name = "DataError";
}

/** One image file that cannot be decoded; the others of its set may be good. */
export class BrokenImageError extends DataError {}

/** How many bytes one image has. */
export const imageSize = (shape: ImageShape): number => shape[0] * shape[1] * shape[2];

/** The images at `indices`, in that order, as a set of their own (copied). Throws RangeError for an index outside. */
export function selectImages(set: ImageSet, indices: ArrayLike<number>): ImageSet {
  const size = imageSize(set.shape);
  const images = new Uint8Array(indices.length * size);
  const labels = new Int32Array(indices.length);
  for (let i = 0; i < indices.length; i += 1) {
    const index = requireIndex(set, indices[i]!);
    images.set(set.images.subarray(index * size, (index + 1) * size), i * size);
    labels[i] = set.labels[index]!;
  }
  return { ...set, images, labels };
}

/** `index` if the set has that image, else a RangeError that says how many it has. */
export function requireIndex(set: ImageSet, index: number): number {
  if (Number.isInteger(index) && index >= 0 && index < set.labels.length) return index;
  throw new RangeError(`${set.name} has images 0 to ${set.labels.length - 1}; there is no image ${index}.`);
}

/** 0, 1, 2 ... for every image of the set. */
export function allIndices(set: ImageSet): Uint32Array {
  return Uint32Array.from({ length: set.labels.length }, (_, index) => index);
}
