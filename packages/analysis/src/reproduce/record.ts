// What a finished run leaves: one small JSON file, from which its table can be made again.
import { type Store, StoreError } from "@unravel/core/store";
import { type Recipe, recipeSchema } from "@unravel/train";
import * as v from "valibot";
import type { Figure } from "../figures/figure.ts";
import { figureSchema } from "../figures/schema.ts";
import { type PlannedRun, runName } from "./plan.ts";

/** Images, so that they can be told from others. */
export type RecordedSet = {
  readonly name: string;
  readonly images: number;
  readonly checksum: string;
  /** Whether they are certainly the published ones. */
  readonly known: boolean;
};

/** How the trained network did on the test images. */
export type Outcome = {
  readonly images: number;
  readonly wrong: number;
  /** In %. */
  readonly error: number;
  readonly loss: number;
  /** Error (%) of the five best guesses together, where there are enough classes for it to mean something. */
  readonly top5?: number;
};

/** A number that a dissection of the trained network found. */
export type Finding = {
  readonly dissection: string;
  readonly name: string;
  readonly about: string;
  readonly value: number;
};

/** A run that has ended. */
export type RunRecord = {
  readonly format: 1;
  readonly table: string;
  readonly scale: string;
  readonly row: string;
  readonly seed: number;
  readonly fingerprint: string;
  readonly network: {
    readonly name: string;
    readonly options: Readonly<Record<string, unknown>>;
    readonly parameters: number;
  };
  readonly recipe: Recipe;
  readonly train: RecordedSet;
  readonly test: RecordedSet;
  /** Null if training diverged. */
  readonly outcome: Outcome | null;
  /** Why there is no outcome: the message of the divergence. */
  readonly diverged: string | null;
  /** Mean training loss and error (%) by epoch. */
  readonly epochs: readonly { readonly epoch: number; readonly loss: number; readonly error: number }[];
  /** What the trained network taken apart gave; only in tables that ask for it. */
  readonly findings?: readonly Finding[];
  readonly figures?: readonly Figure[];
  readonly device: { readonly name: string; readonly description: string; readonly engine: string };
  /** Of the sitting that finished the run; `resumed`: others came before it. */
  readonly seconds: number;
  readonly imagesPerSecond: number | null;
  readonly resumed: boolean;
  readonly date: string;
  readonly command: string;
  readonly version: string;
};

const text = v.pipe(v.string(), v.maxLength(2000));
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const finite = v.pipe(v.number(), v.finite());
const percentage = v.pipe(v.number(), v.minValue(0), v.maxValue(100));
const set = v.object({ name: text, images: count, checksum: text, known: v.boolean() });
const outcome = v.pipe(
  v.object({
    images: v.pipe(count, v.minValue(1)),
    wrong: count,
    error: percentage,
    loss: finite,
    top5: v.exactOptional(percentage),
  }),
  v.check(
    ({ images, wrong, error }) => Math.abs(error - (100 * wrong) / images) < 1e-9,
    ({ input: { images, wrong, error } }) => `the error is ${error}%, expected 100 x ${wrong} wrong / ${images} images`,
  ),
);

const schema: v.GenericSchema<unknown, RunRecord> = v.object({
  format: v.literal(1),
  table: text,
  scale: text,
  row: text,
  seed: count,
  fingerprint: text,
  network: v.object({ name: text, options: v.record(v.string(), v.unknown()), parameters: count }),
  recipe: recipeSchema,
  train: set,
  test: set,
  outcome: v.nullable(outcome),
  diverged: v.nullable(text),
  epochs: v.pipe(v.array(v.object({ epoch: count, loss: finite, error: percentage })), v.maxLength(100_000)),
  findings: v.exactOptional(
    v.pipe(v.array(v.object({ dissection: text, name: text, about: text, value: finite })), v.maxLength(100)),
  ),
  figures: v.exactOptional(v.pipe(v.array(figureSchema), v.maxLength(20))),
  device: v.object({ name: text, description: text, engine: text }),
  seconds: finite,
  imagesPerSecond: v.nullable(finite),
  resumed: v.boolean(),
  date: text,
  command: text,
  version: text,
});

/** More bytes than any record has. */
const largest = 2 ** 23;

const pathOf = (run: PlannedRun): string => `${runName(run)}.json`;

/** Writes the record of `run`. */
export const writeRecord = (store: Store, run: PlannedRun, record: RunRecord): Promise<void> =>
  store.write(pathOf(run), new TextEncoder().encode(`${JSON.stringify(record, null, 2)}\n`));

/**
 * The record of `run` in `store`; undefined where there is none yet. Throws an Error where the file is no record, or that of another
 * training, and a StoreError where it cannot be read.
 */
export async function readRecord(store: Store, run: PlannedRun): Promise<RunRecord | undefined> {
  const path = pathOf(run);
  const size = await store.size(path);
  if (size === undefined) return undefined;
  const fault = (reason: string, cause?: unknown) =>
    new Error(
      `${path} in ${store.location} ${reason}. Delete that file to train the run anew, or restore it from a copy.`,
      { cause },
    );
  if (size > largest) throw fault(`is no result of a run: it has ${size} bytes, expected at most ${largest}`);
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(await store.read(path)));
  } catch (cause) {
    if (cause instanceof StoreError) throw cause;
    throw fault("is no JSON", cause);
  }
  const { success, output, issues } = v.safeParse(schema, json, { abortEarly: true });
  if (!success) throw fault(`is no result of a run: ${v.getDotPath(issues[0]) ?? "the whole"}: ${issues[0].message}`);
  if (output.fingerprint !== run.fingerprint || output.row !== run.row || output.seed !== run.seed) {
    throw fault(
      `is the result of another training (fingerprint ${output.fingerprint}, row ${output.row}, seed ${output.seed}; expected ${run.fingerprint}, ${run.row}, ${run.seed})`,
    );
  }
  return output;
}
