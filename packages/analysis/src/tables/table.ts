// The form of a paper's table: what was trained, how, and what was published.

import type { CropsName } from "@unravel/data";
import type { ModelOptions } from "@unravel/models";
import type { Recipe, RecipeName } from "@unravel/train";

/** A published figure: test error in %, or "fail" where the paper has that. */
export type Published = {
  readonly error: number | "fail";
  /** Of several runs; `error` is then their median or, in He et al. 2016a, the best. */
  readonly mean?: number;
  readonly deviation?: number;
  /** Error (%) of the five best guesses together. */
  readonly top5?: number;
};

/** How the test images are looked at, where that is not as they are; lengths in pixels. */
export type TestView = {
  /** The shorter side that images are resized to. */
  readonly shorterSide: number;
  /** The side of the squares cut out of it. */
  readonly crop: number;
  /** Which squares: the middle, or the corners and the middle with their mirror images, whose scores are averaged. */
  readonly crops: CropsName;
};

/** The data sets of the tables. */
export type TableDataset = "cifar10" | "cifar100" | "imagenet";

/** A study of a trained network, and what the paper says of its numbers, by their names (reproduce/dissect.ts). */
export type PublishedDissection = {
  readonly name: DissectionName;
  readonly published: Readonly<Record<string, string>>;
};

/** The studies that rows may ask for. */
export type DissectionName = "deletions" | "randomDeletions" | "shuffles" | "pathLengths" | "pathGradients";

/** What was trained for a row: a network of the zoo with options, and a recipe. */
export type TrainedNetwork = {
  readonly model: string;
  readonly options: ModelOptions;
  readonly recipe: RecipeName;
  /** What is not as in the recipe of that name. */
  readonly changes?: Partial<Recipe>;
  readonly dataset: TableDataset;
  readonly test?: TestView;
  /** How the trained network is taken apart afterwards. */
  readonly dissections?: readonly PublishedDissection[];
};

/** A row: what it is in the table's own columns, what was published, and the network, or why it cannot be built. */
export type TableRow = {
  /** Short and unique in its table, for file names and flags: "scaling-0.5-1". */
  readonly id: string;
  /** The row's text under each of the table's columns. */
  readonly cells: readonly string[];
  /** Null where the paper has a figure without numbers. */
  readonly published: Published | null;
  /** What this project had to choose, or where the row differs from the paper's. */
  readonly note?: string;
} & ({ readonly network: TrainedNetwork } | { readonly unavailable: string });

/** A note for tables whose figures were not read in the paper itself. */
export const secondHand =
  "The published figures of this table are second-hand: taken from a later report, not checked against the paper.";

/** A table of a paper. */
export type PaperTable = {
  readonly id: string;
  readonly title: string;
  /** "He et al. 2016b, table 1". */
  readonly source: string;
  /** The headings of what tells the rows apart. */
  readonly columns: readonly string[];
  readonly rows: readonly TableRow[];
  /** The small scales divide the blocks of every stage by this: the table's shallowest networks then have about one in each. */
  readonly divisor: number;
  /** The test error (%) above which the paper writes "fail"; null where it does not. */
  readonly failsAbove: number | null;
  /** What is to be known about the published figures. */
  readonly notes: readonly string[];
};
