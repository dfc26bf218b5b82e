// The batches of a run, each a pure function of its number.
import type { Capabilities, Numbers } from "@unravel/core";
import { epochOrder, type ImageSet, type Normalisation } from "@unravel/data";
import type { DatasetOptions } from "@unravel/models";
import { TrainingError } from "../errors.ts";
import type { Recipe } from "../recipe/recipe.ts";
import { createDeviceImages, createHostImages, fitsDevice } from "./images.ts";
import { spans, type Timeline } from "./timeline.ts";

/** What inputs of a program are filled with, by name. */
export type Inputs = Readonly<Record<string, Numbers>>;

export type Batches = {
  /** Images of one part of a batch: of one run of the program. */
  readonly size: number;
  /** The data set that the program is to keep, where it makes its images itself. */
  readonly dataset?: DatasetOptions;
  /** Inputs that stay as they are. */
  readonly constants: Inputs;
  /** The inputs for part `part` of the batch of update `step` (from 0), in arrays that the next call fills again. */
  fill(step: number, part: number): Inputs;
};

type BatchesOptions = {
  readonly set: ImageSet;
  /** The images to train on. */
  readonly indices: Uint32Array;
  readonly normalisation: Normalisation;
  readonly recipe: Pick<Recipe, "accumulate" | "augmentation" | "seed">;
  readonly timeline: Timeline;
  /** The device's: where the set fits, the device keeps it and makes the images. Their bits are the same either way. */
  readonly capabilities: Pick<Capabilities, "memoryBytes" | "slabBytes">;
};

/** The augmentation as the images' package knows it. */
function fittingAugmentation(augmentation: Recipe["augmentation"]) {
  if (augmentation === null) return {};
  if ("pad" in augmentation) return { augmentation: { ...augmentation, crop: true } };
  throw new TrainingError(
    "The recipe resizes each image at random, which takes images in their original sizes; a set in memory has one size. Use an augmentation of the form {pad, flip}, or null.",
  );
}

/** Prepares the batches. Throws a TrainingError for an augmentation that sets in memory do not have. */
export function createBatches(options: BatchesOptions): Batches {
  const { set, indices, normalisation, recipe, timeline, capabilities } = options;
  const { accumulate, seed } = recipe;
  const size = timeline.batch / accumulate;
  const augmentation = fittingAugmentation(recipe.augmentation);
  const createImages = fitsDevice(set, capabilities) ? createDeviceImages : createHostImages;
  const { inputs, fill, ...kept } = createImages(set, normalisation, size);
  const labels = new Int32Array(size);

  let drawn: { readonly epoch: number; readonly order: Uint32Array } | undefined;
  const orderOf = (epoch: number): Uint32Array => {
    if (drawn?.epoch !== epoch) drawn = { epoch, order: epochOrder(indices, seed, epoch) };
    return drawn.order;
  };

  return {
    size,
    ...kept,
    fill(step, part) {
      const start = step * timeline.batch + part * size;
      let filled = 0;
      for (const { epoch, from, to } of spans(timeline, start, start + size)) {
        const end = filled + to - from;
        const chosen = orderOf(epoch).subarray(from, to);
        fill({ set, indices: chosen, ...augmentation, seed, epoch, labels: labels.subarray(filled, end) }, filled, end);
        filled = end;
      }
      return { ...inputs, labels };
    },
  };
}
