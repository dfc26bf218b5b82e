// config.json: everything that decides the bits of a run. It is written last when a run starts: where it is, the rest is.
import type { Store } from "@unravel/core/store";
import type { Normalisation } from "@unravel/data";
import { type Model, parseModel } from "@unravel/models";
import * as v from "valibot";
import { TrainingError } from "../errors.ts";
import type { Recipe } from "../recipe/recipe.ts";
import { recipeSchema } from "../recipe/schema.ts";
import { type DeviceRecord, deviceSchema } from "./device-record.ts";
import { type Fingerprint, fingerprintSchema } from "./fingerprint.ts";

/** A normalisation as JSON. */
type StoredNormalisation =
  | { readonly mean: readonly number[]; readonly std: readonly number[] }
  | { readonly pixelMean: readonly number[] };

export type RunConfig = {
  readonly format: 1;
  readonly model: Model;
  /** With the seed that the run was started with. */
  readonly recipe: Recipe;
  readonly frozen: readonly string[];
  /** Whether the first weights were given or drawn. */
  readonly start: "given" | "drawn";
  readonly data: { readonly train: Fingerprint; readonly test: Fingerprint | null };
  readonly normalisation: StoredNormalisation;
  /** What the run was started on; summary.json and the checkpoints say which device made which updates. */
  readonly device: DeviceRecord;
};

const path = "config.json";
const numbers = v.array(v.number());

const schema: v.GenericSchema<unknown, Omit<RunConfig, "model"> & { readonly model: unknown }> = v.object({
  format: v.literal(1),
  model: v.unknown(), // parseModel checks it
  recipe: recipeSchema,
  frozen: v.array(v.string()),
  start: v.picklist(["given", "drawn"]),
  data: v.object({ train: fingerprintSchema, test: v.nullable(fingerprintSchema) }),
  normalisation: v.union([v.strictObject({ mean: numbers, std: numbers }), v.strictObject({ pixelMean: numbers })]),
  device: deviceSchema,
});

/** A normalisation as it stands in config.json. */
export const storeNormalisation = (normalisation: Normalisation): StoredNormalisation =>
  "pixelMean" in normalisation ? { pixelMean: [...normalisation.pixelMean] } : normalisation;

/** The normalisation that config.json describes. */
export const restoreNormalisation = (stored: StoredNormalisation): Normalisation =>
  "pixelMean" in stored ? { pixelMean: Float32Array.from(stored.pixelMean) } : stored;

/** Whether `store` holds a run. */
export const holdsRun = async (store: Store): Promise<boolean> => (await store.size(path)) !== undefined;

/** Writes config.json, one field a line. */
export function writeConfig(store: Store, config: RunConfig): Promise<void> {
  const lines = Object.entries(config).map(([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`);
  return store.write(path, new TextEncoder().encode(`{\n${lines.join(",\n")}\n}\n`));
}

/** Reads config.json. Throws a TrainingError where there is none, or it describes no run. */
export async function readConfig(store: Store): Promise<RunConfig> {
  if (!(await holdsRun(store))) {
    throw new TrainingError(
      `${store.location} holds no run: there is no ${path} in it. Name a directory that a run was started in; a run that ended before its first checkpoint has to be started anew.`,
    );
  }
  const bytes = await store.read(path);
  try {
    const config = v.parse(schema, JSON.parse(new TextDecoder().decode(bytes)));
    return { ...config, model: parseModel(config.model) };
  } catch (cause) {
    throw new TrainingError(
      `${path} in ${store.location} does not describe a run: ${(cause as Error).message}. Restore it from a copy, or start the run anew in another directory.`,
      { cause },
    );
  }
}
