// What has to be trained for a table, as data: nothing here runs.
import { buildModel, type Model, type ModelOptions, zooOptions } from "@unravel/models";
import { checksum, type Recipe, recipes } from "@unravel/train";
import type { PaperTable, TableDataset, TrainedNetwork } from "../tables/index.ts";
import { type ScaleName, scaleSize, scales, stretch } from "./scales.ts";

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
  readonly dataset: TableDataset;
  /** Of everything that decides the result, but for the images and the device. */
  readonly fingerprint: string;
};

/** What of a table is planned. */
export type PlanOptions = {
  /** Runs of each row, with the seeds from 0. */
  readonly seeds: number;
  /** The rows' ids; default: all that can be built. */
  readonly rows?: readonly string[] | undefined;
};

/** The run's name, for its files: "identity-seed0". */
export const runName = ({ row, seed }: Pick<PlannedRun, "row" | "seed">): string => `${row}-seed${seed}`;

/** `value` with the keys of its records in order, so that equal ones have equal JSON. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, ordered(inner)]),
  );
}

const hash = (value: unknown): string => checksum([new TextEncoder().encode(JSON.stringify(ordered(value)))]);

/** The name of something at a scale: it is not what the paper calls by that name. */
const at = (name: string, scale: ScaleName): string => (scale === "full" ? name : `${name}-${scale}`);

function planRun(table: PaperTable, scale: ScaleName, row: string, network: TrainedNetwork, seed: number): PlannedRun {
  const { depth, length, validation } = scales[scale];
  const zoo = { ...zooOptions(network.model), ...network.options };
  const options = scale === "full" ? network.options : { ...network.options, ...scaleSize(zoo, depth(table)) };
  const published = recipes[network.recipe];
  const recipe = {
    ...stretch(published, length(published.length)),
    ...(validation === undefined ? {} : { validation }),
    name: at(published.name, scale),
    seed,
  };
  const model = buildModel(network.model, { ...options, name: at(network.model, scale) });
  const { dataset } = network;
  return {
    table: table.id,
    scale,
    row,
    seed,
    model,
    network: { name: network.model, options },
    recipe,
    dataset,
    fingerprint: hash({ model, recipe, dataset }),
  };
}

/**
 * The runs of `table` at `scale`: every row with the first seed, then every row with the next, so that a table that is stopped early is as
 * whole as it can be. Throws a RangeError for a row that the table does not have or that cannot be built.
 */
export function planTable(table: PaperTable, scale: ScaleName, { seeds, rows }: PlanOptions): readonly PlannedRun[] {
  const buildable = table.rows.flatMap((row) => ("network" in row ? [row] : []));
  const unknown = rows?.find((id) => buildable.every((row) => row.id !== id));
  if (unknown !== undefined) {
    throw new RangeError(
      `${table.id} has no row "${unknown}" that can be trained; expected some of ${buildable.map(({ id }) => id).join(", ")}.`,
    );
  }
  const chosen = buildable.filter(({ id }) => rows?.includes(id) ?? true);
  return Array.from({ length: seeds }, (_, seed) => seed).flatMap((seed) =>
    chosen.map(({ id, network }) => planRun(table, scale, id, network, seed)),
  );
}
