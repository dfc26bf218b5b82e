// A folder of images as an ImageSet.
import type { Store } from "@unravel/core/store";
import { BrokenImageError, DataError, type ImageSet } from "../image-set.ts";
import { type DecodeOptions, decodeImage } from "./decode.ts";
import { type FolderSplit, listImageFolder } from "./list.ts";
import { resizeAndCrop } from "./resize.ts";

export type ImageFolderOptions = DecodeOptions & {
  /** folder/class/image, or folder/train/class/image with or without folder/val/ (or validation/, test/). */
  readonly directory: Store;
  readonly split: FolderSplit;
  /** Images become `size` x `size` pixels: the shorter side is made `shorterSide` (default: `size`), the middle cut. */
  readonly size: number;
  readonly shorterSide?: number;
  /** Without a folder of the test split: the share of each class that is the test split (default 0.2), drawn by `seed`. */
  readonly heldOut?: number;
  readonly seed?: number;
  /** What to do with a file that cannot be decoded: stop by its BrokenImageError (the default), or leave it out and name it in `notice`. */
  readonly broken?: "error" | "skip";
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
  readonly signal?: AbortSignal;
};

/** No image file of a data set is longer. */
const fileLimit = 2 ** 26;
/** All images are held in one array. */
const setLimit = 2 ** 31;

async function readImage(path: string, options: ImageFolderOptions): Promise<Uint8Array> {
  const { directory, size, shorterSide = size } = options;
  const name = `${directory.location}/${path}`;
  const bytes = (await directory.size(path)) ?? 0;
  if (bytes > fileLimit) {
    throw new BrokenImageError(
      `${name} has ${bytes} bytes, and more than ${fileLimit} are not read. Make the image smaller.`,
    );
  }
  return resizeAndCrop(await decodeImage(await directory.read(path), name, options), shorterSide, size);
}

function requireSizes({ size, shorterSide = size }: ImageFolderOptions, count: number): void {
  if (!Number.isInteger(size) || !Number.isInteger(shorterSide) || size < 1 || shorterSide < size) {
    throw new RangeError(
      `Images cannot be cut to ${size} pixels from a shorter side of ${shorterSide}: expected whole numbers, the side at least the size.`,
    );
  }
  const bytes = count * size * size * 3;
  if (bytes <= setLimit) return;
  throw new DataError(
    `${count} images of ${size} x ${size} pixels need ${(bytes / 2 ** 30).toFixed(1)} GiB, and at most 2 GiB are held in memory. Choose a smaller size or a part of the folder.`,
  );
}

/**
 * Reads, decodes, turns upright, resizes and cuts every image of a split. [3, size, size]; the classes are the folders'
 * names, sorted. Throws DataError for a folder without classes or a broken image, RangeError for sizes that make no
 * sense, StoreError, or the signal's reason.
 */
export async function loadImageFolder(options: ImageFolderOptions): Promise<ImageSet> {
  const { directory, split, size, heldOut = 0.2, seed = 0, broken = "error" } = options;
  const { classes, files } = await listImageFolder(directory, split, heldOut, seed);
  requireSizes(options, files.length);
  const imageBytes = size * size * 3;
  const images = new Uint8Array(files.length * imageBytes);
  const labels = new Int32Array(files.length);
  const skipped: string[] = [];
  let kept = 0;
  for (const [index, { path, label }] of files.entries()) {
    options.signal?.throwIfAborted();
    try {
      images.set(await readImage(path, options), kept * imageBytes);
      labels[kept] = label;
      kept += 1;
    } catch (error) {
      if (broken === "error" || !(error instanceof BrokenImageError)) throw error;
      skipped.push(path);
    }
    options.onProgress?.({ done: index + 1, total: files.length });
  }
  if (kept === 0) throw new DataError(`None of the ${files.length} images in ${directory.location} can be decoded.`);
  return {
    name: directory.location.replace(/^.*[\\/:]/, ""),
    shape: [3, size, size],
    images: images.slice(0, kept * imageBytes),
    labels: labels.slice(0, kept),
    classes,
    provenance: {
      source: directory.location,
      files: [],
      known: false,
      ...(skipped.length > 0 && {
        notice: `${directory.location}: ${skipped.length} of ${files.length} images could not be decoded and were left out: ${skipped.slice(0, 10).join(", ")}${skipped.length > 10 ? " ..." : ""}`,
      }),
    },
  };
}
