// CIFAR's binary form: records of one or two label bytes and 3 x 32 x 32 pixel bytes, red, green, then blue.
import { DataError } from "../image-set.ts";
import type { LabelField } from "./datasets.ts";

export const side = 32;
export const channels = 3;
export const pixels: number = channels * side * side;

/** Images and labels as a file holds them: image i is the `pixels` planar bytes at `imageAt(i)` of `bytes`. */
export type Batch = {
  readonly bytes: Uint8Array;
  readonly count: number;
  readonly imageAt: (index: number) => number;
  readonly label: (index: number) => number;
};

/** Reads a binary file. Throws DataError for one that is empty or ends inside a record. */
export function binaryBatch(bytes: Uint8Array, name: string, field: LabelField): Batch {
  const record = field.bytes + pixels;
  const count = bytes.length / record;
  if (count === 0 || !Number.isInteger(count)) {
    throw new DataError(
      `${name} has ${bytes.length} bytes, expected one or more whole records of ${record} bytes: it is cut off, or not a CIFAR binary file. Copy or download it again.`,
    );
  }
  return {
    bytes,
    count,
    imageAt: (index) => index * record + field.bytes,
    label: (index) => bytes[index * record + field.at]!,
  };
}
