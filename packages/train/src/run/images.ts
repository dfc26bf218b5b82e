// The images of batches, made on the host or on the device: the same bits.
import type { Capabilities } from "@unravel/core";
import {
  type Choice,
  fillBatch,
  type ImageSet,
  imageSize,
  type Normalisation,
  normalisationTable,
  placeBatch,
  placementSize,
} from "@unravel/data";
import type { Batches, Inputs } from "./batches.ts";

/** What makes the images of a program's runs. */
export type Images = Pick<Batches, "dataset" | "constants"> & {
  /** The inputs that `fill` fills. */
  readonly inputs: Inputs;
  /** Fills the inputs' rows `from` to `to` with the images of `choice`, and its labels. */
  fill(choice: Choice & { readonly labels: Int32Array }, from: number, to: number): void;
};

/** The part of a device's memory that images may take: the rest is for the network. */
const share = 1 / 8;

/** Whether the device can keep all images of `set`. */
export const fitsDevice = (
  { images }: ImageSet,
  { memoryBytes, slabBytes }: Pick<Capabilities, "memoryBytes" | "slabBytes">,
): boolean => images.length <= Math.min(slabBytes, share * memoryBytes);

/** The host makes the images, and writes all their numbers for each of the program's runs of `size` images. */
export function createHostImages(set: ImageSet, normalisation: Normalisation, size: number): Images {
  const pixels = imageSize(set.shape);
  const images = new Float32Array(size * pixels);
  return {
    constants: {},
    inputs: { images },
    fill: (choice, from, to) =>
      void fillBatch({ ...choice, normalisation, out: images.subarray(from * pixels, to * pixels) }),
  };
}

/** The device keeps the set and makes the images; the host draws where each is taken from. */
export function createDeviceImages(set: ImageSet, normalisation: Normalisation, size: number): Images {
  const table = normalisationTable(normalisation, set.shape);
  const placements = new Int32Array(size * placementSize);
  return {
    dataset: { images: set.labels.length, meanImage: table.mean !== undefined },
    constants: { dataset: set.images, ...table },
    inputs: { placements },
    fill: (choice, from, to) =>
      void placeBatch({ ...choice, placements: placements.subarray(from * placementSize, to * placementSize) }),
  };
}
