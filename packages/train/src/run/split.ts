// The training images that are learned from, and those held out.
import { allIndices, type ImageSet, type Split, splitTrainValidation } from "@unravel/data";
import { TrainingError } from "../errors.ts";
import type { Recipe } from "../recipe/recipe.ts";

/** How many of `images` training images a recipe with this `validation` holds out. */
export const countHeldOut = ({ validation }: Pick<Recipe, "validation">, images: number): number =>
  validation < 1 ? Math.round(validation * images) : validation;

/**
 * The indices of the training images, those to learn from and those that a recipe with this `validation` holds out.
 * Throws a TrainingError unless both have an image.
 */
export function splitTraining(set: ImageSet, recipe: Pick<Recipe, "validation">): Split {
  if (recipe.validation === 0) return { train: allIndices(set), validation: new Uint32Array() };
  const images = set.labels.length;
  const heldOut = countHeldOut(recipe, images);
  if (heldOut >= 1 && heldOut < images) return splitTrainValidation(images, heldOut);
  throw new TrainingError(
    `${heldOut} of ${images} images cannot be held back for validation: expected 1 to ${images - 1}. Set the recipe's validation (--validation) to that, to a share such as 0.1, or to 0 to train on all.`,
  );
}
