// How much of a paper's experiment is carried out.
import type { Moment, Recipe } from "@unravel/train";
import type { PaperTable } from "../tables/index.ts";

export type ScaleName = "full" | "half" | "tiny";

/** A scale. What it changes is told with every result. */
export type Scale = {
  readonly about: string;
  /** The share of the blocks of every stage that stays; at least one block does. */
  readonly depth: (table: PaperTable) => number;
  readonly length: (length: Recipe["length"]) => Recipe["length"];
  /** Training images held out; undefined: the recipe's. */
  readonly validation?: number;
  /** An error (%) above this is a "fail", as in the papers; null where trainings are too short for that bound. */
  readonly failsAbove: number | null;
};

const halfOf = (length: Recipe["length"]): Recipe["length"] =>
  "steps" in length ? { steps: Math.round(length.steps / 2) } : { epochs: Math.round(length.epochs / 2) };

/** The scales, from the papers' own to the quickest. */
export const scales: Readonly<Record<ScaleName, Scale>> = {
  full: { about: "as published", depth: () => 1, length: (length) => length, failsAbove: 20 },
  half: { about: "half of each stage's blocks, half the training", depth: () => 1 / 2, length: halfOf, failsAbove: 20 },
  tiny: {
    about: "about one block a stage for the table's shallowest networks, 3 epochs of all training images",
    depth: ({ divisor }) => 1 / divisor,
    length: () => ({ epochs: 3 }),
    validation: 0,
    failsAbove: null,
  },
};

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
    const share = amountOf(moment) / amountOf(recipe.length);
    return "steps" in length ? { steps: Math.round(share * length.steps) } : { epochs: share * length.epochs };
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
