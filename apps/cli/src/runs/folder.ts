// The folder of a run: its name, and what the command has to know to go on with it.
import { rmdir } from "node:fs/promises";
import { join } from "node:path";
import { openStore, type Store } from "@unravel/core/store";
import type { Tuning } from "@unravel/core/webgpu";
import * as v from "valibot";
import { UsageError } from "../failures.ts";
import type { ImageSource } from "../inputs/datasets.ts";
import { readUserJson } from "../inputs/file.ts";
import { tuningSchema } from "../inputs/tuning.ts";
import { printable } from "../output/format.ts";

/** What the command gave to a run that the run's own files do not say. */
export type RunRecord = {
  readonly command: string;
  readonly images: ImageSource;
  readonly device: string;
  readonly checkpointEvery: number | null;
  readonly memoryBytes: number | null;
  /** Whether the run ends with the test. */
  readonly tested: boolean;
  /** The tiles that the device was given, null for its own. */
  readonly tuning: Tuning | null;
};

const side = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(16_384));

const nullableCount = v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1)));

const schema: v.GenericSchema<unknown, RunRecord> = v.object({
  command: v.string(),
  images: v.object({
    data: v.string(),
    dataDir: v.exactOptional(v.string()),
    shorterSide: v.exactOptional(side),
    skipBroken: v.exactOptional(v.boolean()),
    size: v.tuple([side, side]),
  }),
  device: v.string(),
  checkpointEvery: nullableCount,
  memoryBytes: v.optional(nullableCount, null),
  tested: v.optional(v.boolean(), true),
  tuning: v.optional(v.nullable(tuningSchema), null),
});

const recordName = "command.json";

/** "runs/resnet20-quick-0-2026-11-21-09-30-05": model, recipe, seed and local time. */
export function defaultRunFolder(model: string, recipe: string, seed: number, now: Date): string {
  const date = [now.getFullYear(), now.getMonth() + 1, now.getDate()];
  const time = [...date, now.getHours(), now.getMinutes(), now.getSeconds()];
  const stamp = time.map((part) => String(part).padStart(2, "0"));
  return join("runs", [model, recipe, seed, ...stamp].join("-").replaceAll(/[^\w.-]/g, "_"));
}

/** What stands in a run's folder before its config.json, which is written when the run can begin. */
const beforeBeginning = { files: [recordName, "metrics.jsonl"], folders: ["checkpoints", ""] };

/**
 * The store at `folder`, for a new run. Throws a UsageError where the folder holds anything but what is left of a run
 * that was killed before it could begin.
 */
export async function newRunFolder(folder: string): Promise<Store> {
  const store = openStore(folder);
  const { files, folders } = beforeBeginning;
  if ((await store.list()).every((name) => [...files, ...folders].includes(name.replace(/\/$/, "")))) return store;
  throw new UsageError(
    `${printable(store.location)} is not empty, and nothing in it is overwritten: go on with its run by --resume, or name another folder by --out.`,
  );
}

/** Writes the record. Being the first file, it also finds out whether the folder can be written. */
export const writeRecord = (store: Store, record: RunRecord): Promise<void> =>
  store.write(recordName, new TextEncoder().encode(`${JSON.stringify(record, null, 2)}\n`));

/** Whether there is a run in `store` that can be gone on with. */
export const hasBegun = async (store: Store): Promise<boolean> => (await store.size("config.json")) !== undefined;

/** Clears the folder of a run that could not begin; whatever else is in it stays. */
export async function discardUnbegun(store: Store): Promise<void> {
  if (await hasBegun(store)) return;
  for (const file of beforeBeginning.files) await store.remove(file);
  for (const folder of beforeBeginning.folders) await rmdir(join(store.location, folder)).catch(() => {}); // not empty
}

/** The record of the run in `store`. Throws a UsageError where there is none, and an Error where it is damaged. */
export async function readRecord(store: Store): Promise<RunRecord> {
  if ((await store.size(recordName)) === undefined) {
    throw new UsageError(
      `${printable(store.location)} holds no run of this command: there is no ${recordName} in it. Name the folder that "unravel train" wrote.`,
    );
  }
  const path = join(store.location, recordName);
  const { success, output, issues } = v.safeParse(schema, await readUserJson(path));
  if (success) return output;
  throw new Error(
    `${printable(path)} does not describe a run: ${v.getDotPath(issues[0])}: ${issues[0].message}. Restore it from a copy, or start the run anew in another folder.`,
  );
}
