// CIFAR as an ImageSet, from whatever form of it there is.
import { DataError, type ImageSet } from "../image-set.ts";
import { type Batch, channels, pixels, side } from "./binary.ts";
import { type CifarLabels, type CifarName, type CifarSplit, cifarDatasets, type LabelField } from "./datasets.ts";
import { type CifarSource, findCifar } from "./find.ts";

/** Which images, and where from. */
export type CifarOptions = CifarSource & {
  readonly dataset: CifarName;
  readonly split: CifarSplit;
  /** Default "fine". CIFAR-100 has "coarse" too, its 20 groups of classes. */
  readonly labels?: CifarLabels;
};

/** Writes a batch's images, planar in the file, as height x width x channels to `images` from `at` on. */
function copyImages(batch: Batch, images: Uint8Array, at: number): void {
  const plane = side * side;
  for (let index = 0; index < batch.count; index += 1) {
    const from = batch.imageAt(index);
    const to = at + index * pixels;
    for (let pixel = 0; pixel < plane; pixel += 1) {
      for (let channel = 0; channel < channels; channel += 1) {
        images[to + pixel * channels + channel] = batch.bytes[from + channel * plane + pixel]!;
      }
    }
  }
}

function copyLabels(batch: Batch, name: string, field: LabelField, labels: Int32Array, at: number): void {
  for (let index = 0; index < batch.count; index += 1) {
    const label = batch.label(index);
    if (!Number.isInteger(label) || label < 0 || label >= field.classes.length) {
      throw new DataError(
        `${name}: image ${index} has the label ${label}, expected 0 to ${field.classes.length - 1}. The file is damaged or of another data set.`,
      );
    }
    labels[at + index] = label;
  }
}

/**
 * CIFAR-10 or CIFAR-100, the training or the test split, in the official order: [3, 32, 32], 10 or 100 classes (20
 * coarse ones). A download must have the published sum; files that the user points at need only be well formed, and
 * `provenance` says whether they are the published ones. Throws DataError, StoreError, or the signal's reason.
 */
export async function loadCifar(options: CifarOptions): Promise<ImageSet> {
  const { dataset: name, split, labels: kind = "fine" } = options;
  const dataset = cifarDatasets[name];
  const field = dataset.labels[kind];
  if (!field) throw new DataError(`${name} has no ${kind} labels. Leave labels out, or use cifar100.`);

  const { source, form, files, known } = await findCifar(options, dataset, split);
  const batches = files.map((file) => ({ name: file.name, batch: form.read(file.bytes, file.name, field) }));
  const count = batches.reduce((sum, { batch }) => sum + batch.count, 0);
  const images = new Uint8Array(count * pixels);
  const labels = new Int32Array(count);
  let first = 0;
  for (const { name, batch } of batches) {
    copyImages(batch, images, first * pixels);
    copyLabels(batch, name, field, labels, first);
    first += batch.count;
  }
  const provenance = { source, files: files.map(({ name, md5 }) => ({ name, ...(md5 && { md5 }) })), known };
  const notice = `${source}: not known to be the published files (${count} images of ${files.map((file) => file.name).join(", ")})`;
  return {
    name,
    shape: [channels, side, side],
    images,
    labels,
    classes: field.classes,
    provenance: known ? provenance : { ...provenance, notice },
  };
}
