// Which images each update sees, as a pure function of its number: nothing to save, nothing to lose at a restart.
import { TrainingError } from "../errors.ts";
import type { Recipe } from "../recipe/recipe.ts";

/**
 * A training's length. The epochs' shuffled orders form one endless sequence, of which update s takes the images
 * s·batch to (s + 1)·batch.
 */
export type Timeline = {
  readonly batch: number;
  /** Updates of the whole training. */
  readonly steps: number;
  /** Images of each epoch's order that belong to the sequence; with a length in epochs a multiple of the batch. */
  readonly epochImages: number;
  /** Images of each epoch's order that do not, since they fill no batch. */
  readonly leftOut: number;
};

/** Images `from` (included) to `to` (excluded) of the order of `epoch`. */
export type Span = { readonly epoch: number; readonly from: number; readonly to: number };

/** The timeline of `recipe` on `images` training images. Throws a TrainingError where not one batch can be filled. */
export function createTimeline({ batch, length }: Pick<Recipe, "batch" | "length">, images: number): Timeline {
  if (images < batch) {
    throw new TrainingError(
      `There are ${images} images to train on, and a batch has ${batch}. Use a smaller batch, hold out fewer images for validation, or give more.`,
    );
  }
  if ("steps" in length) return { batch, steps: length.steps, epochImages: images, leftOut: 0 };
  const whole = Math.floor(images / batch);
  return { batch, steps: length.epochs * whole, epochImages: whole * batch, leftOut: images % batch };
}

/** Updates of one epoch; no whole number where batches are drawn across epochs. */
export const stepsPerEpoch = ({ epochImages, batch }: Timeline): number => epochImages / batch;

/** Epochs completed by the first `step` updates. */
export const epochsBy = ({ epochImages, batch }: Timeline, step: number): number =>
  Math.floor((step * batch) / epochImages);

/** Whether update number `step` (from 1) is the last of an epoch, or of the training. */
export const endsEpoch = (timeline: Timeline, step: number): boolean =>
  step === timeline.steps || epochsBy(timeline, step) > epochsBy(timeline, step - 1);

/** The images `from` to `to` of the endless sequence, epoch by epoch. */
export function spans({ epochImages }: Timeline, from: number, to: number): Span[] {
  const found: Span[] = [];
  for (let at = from; at < to; ) {
    const epoch = Math.floor(at / epochImages);
    const start = epoch * epochImages;
    const end = Math.min(to, start + epochImages);
    found.push({ epoch, from: at - start, to: end - start });
    at = end;
  }
  return found;
}
