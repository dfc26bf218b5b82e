// Networks and recipes made smaller.
import type { Moment, Recipe } from "@unravel/train";

/** A recipe's length in words: "3 epochs". */
export const lengthText = ({ length }: Pick<Recipe, "length">): string =>
  Object.entries(length)
    .map(([unit, amount]) => `${amount.toLocaleString("en-US")} ${unit}`)
    .join();

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** The part of a network's options that a scale changes. */
export type Size = { readonly depths: readonly number[]; readonly branches?: number };

/**
 * A network's size with about the share `depth` of its residual functions: fewer blocks first and, where blocks are too few to divide,
 * fewer branches in each.
 */
export function scaleSize({ depths, branches }: Size, depth: number): Size {
  const scaled = depths.map((blocks) => Math.max(1, Math.round(blocks * depth)));
  if (branches === undefined) return { depths: scaled };
  return { depths: scaled, branches: Math.max(1, Math.round((branches * sum(depths) * depth) / sum(scaled))) };
}

const amountOf = (moment: Moment): number => ("steps" in moment ? moment.steps : moment.epochs);

/** `recipe` with another length: what happened at a share of the old one happens at the same share of the new. */
export function stretch(recipe: Recipe, length: Recipe["length"]): Recipe {
  const { curve, warmUp } = recipe.schedule;
  const move = (moment: Moment): Moment => {
    const done = amountOf(moment) / amountOf(recipe.length);
    return "steps" in length ? { steps: Math.round(done * length.steps) } : { epochs: done * length.epochs };
  };
  return {
    ...recipe,
    length,
    schedule: {
      ...recipe.schedule,
      curve: "at" in curve ? { ...curve, at: curve.at.map(move) } : curve,
      warmUp: warmUp && ("error" in warmUp.until ? warmUp : { ...warmUp, until: move(warmUp.until) }),
    },
  };
}

/**
 * `recipe` for images that are small and all of one size: random scales become pad-crop-flip by an eighth of their `side`, as on CIFAR, and
 * the mean of every pixel, which is of one size of image alone, that of every channel.
 */
export function onSmallImages(recipe: Recipe, side: number): Recipe {
  const { augmentation } = recipe;
  if (!augmentation || !("shorterSide" in augmentation)) return recipe;
  return { ...recipe, augmentation: { pad: Math.round(side / 8), flip: augmentation.flip }, normalisation: "channel" };
}
