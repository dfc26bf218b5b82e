// CIFAR's python form: a pickled dictionary with a numpy array of images and lists of labels.
import { DataError } from "../image-set.ts";
import { type Batch, pixels } from "./binary.ts";
import type { LabelField } from "./datasets.ts";
import { type PickledArray, type PickleValue, readPickle } from "./pickle.ts";

const isArray = (value: PickleValue | undefined): value is PickledArray =>
  typeof value === "object" && value !== null && "kind" in value && value.kind === "array";

/** Reads a pickled batch. Throws DataError for a pickle that is broken or holds anything else. */
export function pythonBatch(bytes: Uint8Array, name: string, field: LabelField): Batch {
  const batch = readPickle(bytes, name);
  const found = (key: string) => (batch instanceof Map ? batch.get(key) : undefined);
  const data = found("data");
  const labels = found(field.key);
  if (!isArray(data) || !Array.isArray(labels)) {
    const keys = batch instanceof Map ? [...batch.keys()].join(", ") : "no dictionary at all";
    throw new DataError(
      `${name} is no CIFAR batch: expected a dictionary with the byte array "data" and the list "${field.key}", found ${keys}. Point at a file of the official python archive.`,
    );
  }
  const count = labels.length;
  if (count === 0 || data.bytes.length !== count * pixels) {
    throw new DataError(
      `${name} has ${count} labels and ${data.bytes.length} pixel bytes, expected ${pixels} bytes for each of one or more labels. Copy or download it again.`,
    );
  }
  return {
    bytes: data.bytes,
    count,
    imageAt: (index) => index * pixels,
    label: (index) => Number(labels[index]),
  };
}
