// The form of a paper's table: what was trained, how, and what was published.
import type { ModelOptions } from "@unravel/models";
import type { RecipeName } from "@unravel/train";

/** A published figure: test error in %, or "fail" where the paper has that (it means an error above 20%). */
export type Published = {
  readonly error: number | "fail";
  /** Of several runs; `error` is then their median or, in He et al. 2016a, the best. */
  readonly mean?: number;
  readonly deviation?: number;
  /** Error (%) of the five best guesses together. */
  readonly top5?: number;
};

/** How the test images are looked at, where that is not as they are. */
export type TestView = {
  /** Pixels of a side. */
  readonly size: number;
  /** 1: the middle. 10: the four corners and the middle, each with its mirror image, their scores averaged. */
  readonly crops: 1 | 10;
};

/** The data sets of the tables. */
export type TableDataset = "cifar10" | "cifar100" | "imagenet";

/** What was trained for a row: a network of the zoo with options, and a recipe. */
export type TrainedNetwork = {
  readonly model: string;
  readonly options: ModelOptions;
  readonly recipe: RecipeName;
  readonly dataset: TableDataset;
  readonly test?: TestView;
};

/** A row: what it is in the table's own columns, what was published, and the network, or why it cannot be built. */
export type TableRow = {
  /** Short and unique in its table, for file names and flags: "scaling-0.5-1". */
  readonly id: string;
  /** The row's text under each of the table's columns. */
  readonly cells: readonly string[];
  readonly published: Published;
  /** What this project had to choose, or where the row differs from the paper's. */
  readonly note?: string;
} & ({ readonly network: TrainedNetwork } | { readonly unavailable: string });

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
  /** What is to be known about the published figures. */
  readonly notes: readonly string[];
};
