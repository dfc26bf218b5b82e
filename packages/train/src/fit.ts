// Whether images and a model belong together.
import type { ImageSet } from "@unravel/data";
import { inferenceGraph, type Model } from "@unravel/models";
import { TrainingError } from "./errors.ts";

/** How many classes `model` tells apart. */
export const classesOf = (model: Model): number => inferenceGraph(model, { batch: 1 }).outputs.get("logits")!.shape[1]!;

/** Throws a TrainingError unless the images of `set` are what `model`, which has `classes` outputs, takes. */
export function requireFit(model: Model, set: ImageSet, classes: number): void {
  if (set.labels.length === 0) throw new TrainingError(`${set.name} holds no image.`);
  if (set.shape.join() !== model.input.join()) {
    throw new TrainingError(
      `${model.name} takes images of ${model.input.join("x")} (channels x height x width); those of ${set.name} are ${set.shape.join("x")}. Build the model for that input, or resize the images.`,
    );
  }
  if (set.classes.length !== classes) {
    throw new TrainingError(
      `${model.name} tells ${classes} classes apart; ${set.name} has ${set.classes.length}. Build the model with classes ${set.classes.length}, or choose the set that it was made for.`,
    );
  }
  const wrong = set.labels.findIndex((label) => label < 0 || label >= classes);
  if (wrong >= 0) {
    throw new TrainingError(
      `Image ${wrong} of ${set.name} has the label ${set.labels[wrong]}, expected 0 to ${classes - 1}. Correct it, or leave the image out.`,
    );
  }
}
