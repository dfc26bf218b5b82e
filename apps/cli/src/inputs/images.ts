// Images that the user names one by one.
import { decodeImage, resizeAndCrop } from "@unravel/data";
import type { Model } from "@unravel/models";
import { UsageError } from "../failures.ts";
import { limits, readUserFile } from "./file.ts";

/** The side of the squares that images are cut to. Throws a UsageError for a network that takes no squares. */
export function squareSide([height, width]: readonly [height: number, width: number]): number {
  if (height === width) return height;
  throw new UsageError(`Images are cut to squares, and the network takes ${height}x${width}.`);
}

/**
 * The image in a JPEG or PNG file as `model` takes it: the shorter side scaled to `shorterSide` (default: the model's
 * side), the middle cut out. Throws a StoreError or a BrokenImageError, both with the file's path.
 */
export async function readImage(path: string, { input }: Model, shorterSide?: number): Promise<Uint8Array> {
  const side = squareSide([input[1], input[2]]);
  if (shorterSide !== undefined && shorterSide < side) {
    throw new UsageError(`--shorter-side ${shorterSide}: expected at least ${side}, the side of the network's images.`);
  }
  const pixels = await decodeImage(await readUserFile(path, limits.image), path);
  return resizeAndCrop(pixels, shorterSide ?? side, side);
}
