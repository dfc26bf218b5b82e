// The batches of a run, each a pure function of its number.
import { epochOrder, fillBatch, type ImageSet, type Normalisation } from "@unravel/data";
import { TrainingError } from "../errors.ts";
import type { Recipe } from "../recipe/recipe.ts";
import { spans, type Timeline } from "./timeline.ts";

export type Batches = {
  readonly images: Float32Array;
  readonly labels: Int32Array;
  /** Fills `images` and `labels` with part `part` of the batch of update `step` (from 0). */
  fill(step: number, part: number): void;
};

type BatchesOptions = {
  readonly set: ImageSet;
  /** The images to train on. */
  readonly indices: Uint32Array;
  readonly normalisation: Normalisation;
  readonly recipe: Pick<Recipe, "accumulate" | "augmentation" | "seed">;
  readonly timeline: Timeline;
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
export function createBatches({ set, indices, normalisation, recipe, timeline }: BatchesOptions): Batches {
  const { accumulate, seed } = recipe;
  const size = timeline.batch / accumulate;
  const pixels = set.shape.reduce((product, length) => product * length, 1);
  const images = new Float32Array(size * pixels);
  const labels = new Int32Array(size);
  const augmentation = fittingAugmentation(recipe.augmentation);

  let drawn: { readonly epoch: number; readonly order: Uint32Array } | undefined;
  const orderOf = (epoch: number): Uint32Array => {
    if (drawn?.epoch !== epoch) drawn = { epoch, order: epochOrder(indices, seed, epoch) };
    return drawn.order;
  };

  return {
    images,
    labels,
    fill(step, part) {
      const start = step * timeline.batch + part * size;
      let filled = 0;
      for (const { epoch, from, to } of spans(timeline, start, start + size)) {
        const end = filled + to - from;
        const place = { out: images.subarray(filled * pixels, end * pixels), labels: labels.subarray(filled, end) };
        const chosen = orderOf(epoch).subarray(from, to);
        fillBatch({ set, indices: chosen, normalisation, ...augmentation, seed, epoch, ...place });
        filled = end;
      }
    },
  };
}
