// A checkpoint: all states of the training program, and where the run is, as one safetensors file.
import type { Parameters } from "@unravel/core";
import { type Store, StoreError } from "@unravel/core/store";
import { readSafetensors, writeSafetensors } from "@unravel/models";
import * as v from "valibot";
import { TrainingError } from "../errors.ts";
import { type Progress, progressSchema } from "./progress.ts";

export type Checkpoint = {
  readonly progress: Progress;
  /** Length of metrics.jsonl when this was saved; what was written after it is to be cut off. */
  readonly metricsBytes: number;
  /** Parameters, running statistics, momentum, averages, sums, under the program's names in torch's layout. */
  readonly states: Parameters;
};

const folder = "checkpoints";
const position = v.strictObject({ progress: progressSchema, metricsBytes: v.pipe(v.number(), v.safeInteger()) });
const metadataKey = "unravel.checkpoint";

/** Names sort by step, so the last one is the newest. */
const pathOf = (step: number): string => `${folder}/step-${String(step).padStart(10, "0")}.safetensors`;

const saved = async (store: Store): Promise<string[]> =>
  (await store.list(folder)).filter((name) => /^step-\d+\.safetensors$/.test(name)).map((name) => `${folder}/${name}`);

/**
 * Saves `checkpoint`, then deletes the others: until the new one is whole and safe, the one before stays.
 * Throws a TrainingError, with the file unwritten, if a state is not finite.
 */
export async function saveCheckpoint(store: Store, { states, ...where }: Checkpoint): Promise<void> {
  for (const [name, { data }] of Object.entries(states)) {
    if (data.every(Number.isFinite)) continue;
    throw new TrainingError(`"${name}" holds numbers that are not finite after step ${where.progress.step}.`);
  }
  const path = pathOf(where.progress.step);
  await store.write(path, writeSafetensors(states, { [metadataKey]: JSON.stringify(where) }));
  for (const other of await saved(store)) if (other !== path) await store.remove(other);
}

/** Deletes all checkpoints. */
export async function clearCheckpoints(store: Store): Promise<void> {
  for (const path of await saved(store)) await store.remove(path);
}

/** How many updates the newest checkpoint in `store` has; undefined where there is none. */
export async function checkpointStep(store: Store): Promise<number | undefined> {
  const step = (await saved(store)).at(-1)?.match(/\d+/)?.[0];
  return step === undefined ? undefined : Number(step);
}

/** The newest checkpoint in `store`. Throws a TrainingError where there is none or it is damaged. */
export async function loadCheckpoint(store: Store): Promise<Checkpoint> {
  const path = (await saved(store)).at(-1);
  if (path === undefined) throw new TrainingError(`There is no checkpoint in ${store.location}. Start the run anew.`);
  try {
    const { tensors, metadata } = readSafetensors(await store.read(path));
    return { states: tensors, ...v.parse(position, JSON.parse(metadata[metadataKey] ?? "null")) };
  } catch (cause) {
    if (cause instanceof StoreError) throw cause;
    const reason = (cause as Error).message.replace(/\.$/, "");
    throw new TrainingError(
      `${path} in ${store.location} is no checkpoint of this format: ${reason}. Restore it from a copy, or start the run anew in another directory.`,
      { cause },
    );
  }
}
