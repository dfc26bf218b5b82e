// How much of a paper's experiment is carried out.
import type { Moment, Recipe } from "@unravel/train";
import type { PaperTable, TableDataset } from "../tables/index.ts";

export type ScaleName = "full" | "half" | "tiny" | "smoke";

/** What small networks are made of, and the images made for them. */
export type Small = {
  /** Pixels of a side of training images, and the share of the channels of every stage, by the data set that they stand for. */
  readonly networks: Readonly<Record<TableDataset, { readonly side: number; readonly width: number }>>;
  /** Images of the synthetic set. */
  readonly train: number;
  readonly test: number;
  readonly batch: number;
};

/** A scale. What it changes is told with every result. */
export type Scale = {
  readonly about: string;
  /** The share of the blocks of every stage that stays; at least one block does. */
  readonly depth: (table: PaperTable) => number;
  readonly length: (length: Recipe["length"]) => Recipe["length"];
  /** Training images held out, a number or a share; undefined: the recipe's. */
  readonly validation?: number;
  /** Left out: the paper's images, and networks as wide as published. */
  readonly small?: Small;
  /** An error (%) above this is a "fail", as in the papers; null where trainings are too short for that bound. */
  readonly failsAbove: number | null;
};

const halfOf = (length: Recipe["length"]): Recipe["length"] =>
  "steps" in length ? { steps: Math.round(length.steps / 2) } : { epochs: Math.round(length.epochs / 2) };

const share = ({ divisor }: PaperTable): number => 1 / divisor;

/** The scales, from the papers' own to the quickest. */
export const scales: Readonly<Record<ScaleName, Scale>> = {
  full: { about: "as published", depth: () => 1, length: (length) => length, failsAbove: 20 },
  half: { about: "half of each stage's blocks, half the training", depth: () => 1 / 2, length: halfOf, failsAbove: 20 },
  tiny: {
    about: "about one block a stage for the table's shallowest networks, 3 epochs of all training images",
    depth: share,
    length: () => ({ epochs: 3 }),
    validation: 0,
    failsAbove: null,
  },
  smoke: {
    about:
      "as tiny, but narrow networks and 120 steps on small synthetic images: whether it runs, not how well it learns",
    depth: share,
    length: () => ({ steps: 120 }),
    validation: 0.1,
    small: {
      networks: {
        cifar10: { side: 16, width: 1 / 2 },
        cifar100: { side: 16, width: 1 / 2 },
        imagenet: { side: 32, width: 1 / 8 },
      },
      train: 2560,
      test: 500,
      batch: 32,
    },
    failsAbove: null,
  },
};

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
