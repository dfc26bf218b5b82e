// How much of a paper's experiment is carried out.
import type { Recipe } from "@unravel/train";
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
  /** The share of the blocks of every stage that stays, at least one block; null: the networks are the paper's. */
  readonly depth: ((table: PaperTable) => number) | null;
  readonly length: (length: Recipe["length"]) => Recipe["length"];
  /** Training images held out, a number or a share; undefined: the recipe's. */
  readonly validation?: number;
  /** Left out: the paper's images, and networks as wide as published. */
  readonly small?: Small;
  /** Whether the paper's bound for a failure is ours too; not where trainings are too short for it. */
  readonly bounded: boolean;
};

const halfOf = (length: Recipe["length"]): Recipe["length"] =>
  "steps" in length ? { steps: Math.round(length.steps / 2) } : { epochs: Math.round(length.epochs / 2) };

const share = ({ divisor }: PaperTable): number => 1 / divisor;

/** The scales, from the papers' own to the quickest. */
export const scales: Readonly<Record<ScaleName, Scale>> = {
  full: { about: "as published", depth: null, length: (length) => length, bounded: true },
  half: {
    about: "half of each stage's blocks, half the training",
    depth: () => 1 / 2,
    length: halfOf,
    bounded: true,
  },
  tiny: {
    about: "fewer blocks a stage, 3 epochs of all training images",
    depth: share,
    length: () => ({ epochs: 3 }),
    validation: 0,
    bounded: false,
  },
  smoke: {
    about:
      "fewer and narrower blocks a stage, 120 steps on small synthetic images: whether it runs, not how well it learns",
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
    bounded: false,
  },
};
