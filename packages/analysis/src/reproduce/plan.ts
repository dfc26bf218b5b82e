// What has to be trained for a table, as data: nothing here runs.
import { buildModel, type Model, type ModelOptions, zooOptions } from "@unravel/models";
import { type Recipe, recipes } from "@unravel/train";
import type { PaperTable, PublishedDissection, TableDataset, TestView, TrainedNetwork } from "../tables/index.ts";
import { hash } from "./hash.ts";
import { type Scale, type ScaleName, type Small, scales } from "./scales.ts";
import { onSmallImages, scaleSize, stretch } from "./scaling.ts";

/** The images of a run; lengths in pixels. */
export type PlannedImages = {
  /** Whose images, or whose place synthetic ones take. */
  readonly dataset: TableDataset;
  /** The sides of the images to train on and to test on. */
  readonly side: number;
  readonly testSide: number;
  /** How many synthetic images; null for the data set's own. */
  readonly synthetic: { readonly train: number; readonly test: number } | null;
};

/** A training that a table needs. */
export type PlannedRun = {
  readonly table: string;
  readonly scale: ScaleName;
  readonly row: string;
  readonly seed: number;
  readonly model: Model;
  /** The name in the zoo and the options that `model` was built of. */
  readonly network: { readonly name: string; readonly options: ModelOptions };
  /** With the seed. */
  readonly recipe: Recipe;
  readonly images: PlannedImages;
  /** How test images are looked at; null: as they are. */
  readonly test: TestView | null;
  readonly dissections: readonly PublishedDissection[];
  /** Of everything that decides the result, but for the images and the device. */
  readonly fingerprint: string;
};

/** What of a table is planned. */
export type PlanOptions = {
  /** Runs of each row, with the seeds from 0. */
  readonly seeds: number;
  /** The rows' ids; default: all that can be trained. */
  readonly rows?: readonly string[] | undefined;
};

/** The run's name, for its files: "identity-seed0". */
export const runName = ({ row, seed }: Pick<PlannedRun, "row" | "seed">): string => `${row}-seed${seed}`;

/** The name of something at a scale: it is not what the paper calls by that name. */
const nameAt = (name: string, scale: ScaleName): string => (scales[scale].depth ? `${name}-${scale}` : name);

/** The classes of the synthetic set. */
const syntheticClasses = 10;

/** What small networks have in place of what the zoo's have. */
function smallOptions({ networks }: Small, { dataset }: TrainedNetwork, widths: readonly number[]): ModelOptions {
  const { side, width } = networks[dataset];
  return {
    input: [3, side, side],
    widths: widths.map((channels) => Math.max(1, Math.round(channels * width))),
    classes: syntheticClasses,
  };
}

function scaledOptions(table: PaperTable, { depth, small }: Scale, network: TrainedNetwork): ModelOptions {
  const zoo = { ...zooOptions(network.model), ...network.options };
  return {
    ...network.options,
    ...(depth ? scaleSize(zoo, depth(table)) : {}),
    ...(small ? smallOptions(small, network, zoo.widths) : {}),
  };
}

function scaledRecipe({ length, validation, small }: Scale, { recipe, changes, dataset }: TrainedNetwork): Recipe {
  const stretched = { ...stretch(recipes[recipe], length(recipes[recipe].length)), ...changes };
  return {
    ...(small ? { ...onSmallImages(stretched, small.networks[dataset].side), batch: small.batch } : stretched),
    ...(validation === undefined ? {} : { validation }),
  };
}

/** The paper's view of test images, its lengths in proportion to images of `side` pixels in place of `published`. */
const scaledView = (view: TestView, side: number, published: number): TestView => ({
  ...view,
  shorterSide: Math.round((view.shorterSide * side) / published),
  crop: Math.round((view.crop * side) / published),
});

function planRun(
  table: PaperTable,
  scaleName: ScaleName,
  row: string,
  network: TrainedNetwork,
  seed: number,
): PlannedRun {
  const scale = scales[scaleName];
  const options = scaledOptions(table, scale, network);
  const scaled = scaledRecipe(scale, network);
  const recipe = { ...scaled, name: nameAt(scaled.name, scaleName), seed };
  const model = buildModel(network.model, { ...options, name: nameAt(network.model, scaleName) });
  const { dataset } = network;
  const [, side] = model.input;
  const test = network.test ? scaledView(network.test, side, zooOptions(network.model).input[1]) : null;
  const synthetic = scale.small ? { train: scale.small.train, test: scale.small.test } : null;
  const dissections = network.dissections ?? [];
  const decisive = {
    model,
    recipe,
    dataset,
    ...(synthetic ? { synthetic } : {}),
    ...(test ? { test } : {}),
    ...(dissections.length > 0 ? { dissections: dissections.map(({ name }) => name) } : {}),
  };
  return {
    table: table.id,
    scale: scaleName,
    row,
    seed,
    model,
    network: { name: network.model, options },
    recipe,
    images: { dataset, side, testSide: test?.shorterSide ?? side, synthetic },
    test,
    dissections,
    fingerprint: hash(decisive),
  };
}

/**
 * The runs of `table` at `scale`: every row with the first seed, then every row with the next, so that a table that is stopped early is as
 * whole as it can be. Throws a RangeError for a row that the table does not have or that cannot be trained.
 */
export function planTable(table: PaperTable, scale: ScaleName, { seeds, rows }: PlanOptions): readonly PlannedRun[] {
  const trained = table.rows.flatMap((row) => ("network" in row ? [row] : []));
  const names = trained.map(({ id }) => id);
  const unknown = rows?.find((id) => !names.includes(id));
  if (unknown !== undefined || rows?.length === 0) {
    const what = unknown === undefined ? "no row was named" : `no row ${JSON.stringify(unknown)} can be trained`;
    throw new RangeError(`Of ${table.id} ${what}: expected some of ${names.join(", ")}.`);
  }
  const chosen = trained.filter(({ id }) => rows?.includes(id) ?? true);
  return Array.from({ length: seeds }, (_, seed) => seed).flatMap((seed) =>
    chosen.map(({ id, network }) => planRun(table, scale, id, network, seed)),
  );
}

/** Why a run cannot be trained, and what can be done instead; undefined if it can. */
export function planRefusal({ table, scale, recipe: { augmentation } }: PlannedRun): string | undefined {
  if (!augmentation || !("shorterSide" in augmentation)) return undefined;
  return `${table} at scale ${scale} cannot be trained: its recipe resizes every image at random from its own size, and sets are held in memory at one size. What works: --scale smoke, the same networks small; unravel train --model resnet50 --data FOLDER, at one size; and unravel eval of published weights.`;
}
