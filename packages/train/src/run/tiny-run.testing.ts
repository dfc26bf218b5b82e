// Whole runs of the tiny network, and what to compare of them.
import { createReferenceDevice, type Device } from "@unravel/core";
import { memoryStore, type Store } from "@unravel/core/store";
import type { Model } from "@unravel/models";
import type { Recipe } from "../recipe/recipe.ts";
import { holdsRun } from "./config.ts";
import type { SessionOptions, TrainingData, TrainingResult } from "./options.ts";
import { tinyModel, tinyRecipe, tinySet } from "./tiny.testing.ts";
import { resume, train } from "./train.ts";

export const device: Device = createReferenceDevice();
export const data: TrainingData = { train: tinySet(30), test: tinySet(10, 2) };
export const model: Model = tinyModel();

/** What a run is of, where it is not the tiny model and recipe. */
export type Case = { readonly model?: Model; readonly recipe?: Recipe };

/** Starts the run in `directory`. */
export function start(directory: Store, given: Case, options: Partial<SessionOptions> = {}): Promise<TrainingResult> {
  return train({ model, recipe: tinyRecipe(), data, device, directory, ...given, ...options });
}

/** Starts the run in `directory`, or goes on with it. */
export async function go(
  directory: Store,
  given: Case,
  options: Partial<SessionOptions> = {},
): Promise<TrainingResult> {
  if (await holdsRun(directory)) return resume(directory, { data, device, ...options });
  return start(directory, given, options);
}

/** The determined files of a finished run. */
export async function content(directory: Store): Promise<Record<string, string>> {
  const [checkpoint] = await directory.list("checkpoints");
  const paths = ["config.json", "metrics.jsonl", "summary.json", "weights.safetensors", `checkpoints/${checkpoint}`];
  const files = paths.map(async (path) => [path, new TextDecoder("latin1").decode(await directory.read(path))]);
  return Object.fromEntries(await Promise.all(files));
}

/** The files of the run when nothing interrupts it. */
export async function unbroken(given: Case): Promise<Record<string, string>> {
  const directory = memoryStore();
  await start(directory, given);
  return content(directory);
}
