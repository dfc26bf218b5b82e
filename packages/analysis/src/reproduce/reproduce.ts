// The trainings of a table, one after another; each is kept as soon as it has ended.
import { countParameters } from "@unravel/blocks";
import type { Device } from "@unravel/core";
import type { Store } from "@unravel/core/store";
import {
  DivergenceError,
  describeDevice,
  type EpochReport,
  type EvaluationProgress,
  holdsRun,
  readMetrics,
  resume,
  type StepReport,
  type TrainingData,
  type TrainingResult,
  train,
} from "@unravel/train";
import { createLoader, type Loaded } from "./images.ts";
import { type PlannedRun, runName } from "./plan.ts";
import { type RunRecord, readRecord, writeRecord } from "./record.ts";

/** Where runs live until they have ended. */
export type Workshop = {
  /** The store of the run of that name. */
  open(name: string): Store;
  /** Deletes it with all that is in it. */
  discard(name: string): Promise<void>;
};

/** Which of the runs is at work: `index` counts from 0. */
export type RunPlace = { readonly run: PlannedRun; readonly index: number; readonly total: number };

/** How a table is reproduced. */
export type ReproduceOptions = {
  readonly runs: readonly PlannedRun[];
  /** Where the records are. */
  readonly store: Store;
  readonly workshop: Workshop;
  readonly device: Device;
  /** The images of a run; asked for when the first one that needs them begins. */
  readonly data: (run: PlannedRun) => Promise<TrainingData>;
  /** Whether `store` may hold records of these runs, which are then not trained again. Default false. */
  readonly resume?: boolean;
  /** Whether the directories of finished runs stay, with their weights. Default false. */
  readonly keepRuns?: boolean;
  /** For the records; nothing here reads a calendar. */
  readonly origin: { readonly date: string; readonly command: string; readonly version: string };
  readonly checkpointEvery?: number;
  /** Ends the work at a checkpoint of the run that it is at. */
  readonly signal?: AbortSignal;
  readonly onStep?: (report: StepReport, place: RunPlace) => void | Promise<void>;
  readonly onEpoch?: (report: EpochReport, place: RunPlace) => void | Promise<void>;
  readonly onEvaluation?: (progress: EvaluationProgress, place: RunPlace) => void;
  readonly onNotice?: (line: string) => void;
  /** After a run whose record is written. */
  readonly onRecord?: (record: RunRecord, place: RunPlace) => void;
};

/** What came of it: the records of the runs in their order, those that are there. */
export type Reproduced = { readonly records: readonly RunRecord[]; readonly finished: boolean };

/** How a training ended: with a result, or because its numbers were no longer finite. */
type Ending = TrainingResult | DivergenceError;

const trainOrResume = async (
  { model, recipe }: PlannedRun,
  directory: Store,
  begun: boolean,
  session: Parameters<typeof resume>[1],
): Promise<Ending> => {
  try {
    return begun
      ? await resume(directory, { ...session, model, recipe })
      : await train({ ...session, model, recipe, directory });
  } catch (error) {
    if (error instanceof DivergenceError) return error;
    throw error;
  }
};

/** What a run came to, as its record has it. */
function judge(ending: Ending): Pick<RunRecord, "outcome" | "diverged"> {
  if (ending instanceof DivergenceError) return { outcome: null, diverged: ending.message };
  const { images, wrong, error, loss, top5 } = ending.test!;
  // A loss that overflows on test images is the same failure as one that does in training.
  if (!Number.isFinite(loss))
    return { outcome: null, diverged: `The loss on the ${images} test images is not finite.` };
  return { outcome: { images, wrong, error, loss, ...(top5 ? { top5: top5.error } : {}) }, diverged: null };
}

/** Carries out one run; undefined if it was stopped. */
async function carryOut(place: RunPlace, loaded: Loaded, options: ReproduceOptions): Promise<RunRecord | undefined> {
  const { run } = place;
  const { device, workshop, origin, signal, checkpointEvery, onNotice, onStep, onEpoch, onEvaluation } = options;
  const directory = workshop.open(runName(run));
  const begun = await holdsRun(directory);
  const start = performance.now();
  let first: { readonly step: number; readonly time: number } | undefined;
  let imagesPerSecond: number | null = null;
  const ending = await trainOrResume(run, directory, begun, {
    data: loaded.data,
    device,
    ...(signal ? { signal } : {}),
    ...(checkpointEvery === undefined ? {} : { checkpointEvery }),
    ...(onNotice ? { onNotice } : {}),
    onStep(report) {
      const now = performance.now();
      first ??= { step: report.step, time: now };
      const made = report.step - first.step;
      if (made > 0) imagesPerSecond = (1000 * made * run.recipe.batch) / (now - first.time);
      return onStep?.(report, place);
    },
    onEpoch: (report) => onEpoch?.(report, place),
    onEvaluation: (progress) => onEvaluation?.(progress, place),
  });
  if (!(ending instanceof DivergenceError) && !ending.finished) return undefined;
  const rows = await readMetrics(directory);
  return {
    format: 1,
    table: run.table,
    scale: run.scale,
    row: run.row,
    seed: run.seed,
    fingerprint: run.fingerprint,
    network: { ...run.network, parameters: countParameters(run.model) },
    recipe: run.recipe,
    train: loaded.train,
    test: loaded.test,
    ...judge(ending),
    epochs: rows.flatMap((row) =>
      row.kind === "epoch" ? [{ epoch: row.epoch, loss: row.loss, error: row.error }] : [],
    ),
    device: describeDevice(device),
    seconds: (performance.now() - start) / 1000,
    imagesPerSecond,
    resumed: begun,
    ...origin,
  };
}

/** The records that are there already. */
async function findRecords({ runs, store }: ReproduceOptions): Promise<Map<PlannedRun, RunRecord>> {
  const found = new Map<PlannedRun, RunRecord>();
  for (const run of runs) {
    const record = await readRecord(store, run);
    if (record) found.set(run, record);
  }
  return found;
}

/**
 * Carries out the runs that `store` has no record of yet, and writes the record of each as it ends. A run whose numbers overflow is a result
 * too. A run that was interrupted goes on from its checkpoint.
 *
 * Throws an Error where the store holds something and `resume` was not asked for, a record is damaged or of another training, or the images
 * are others than a record's; and what `train` throws where a run cannot begin.
 */
export async function reproduce(options: ReproduceOptions): Promise<Reproduced> {
  const { store, resume: resuming = false } = options;
  if (!resuming && (await store.list()).length > 0) {
    throw new Error(
      `${store.location} is not empty, and nothing in it is overwritten: go on with what is there by resuming (--resume), or choose another folder (--out).`,
    );
  }
  const release = await store.lock("reproduce");
  try {
    return await carryOutAll(options, await findRecords(options));
  } finally {
    await release();
  }
}

async function carryOutAll(options: ReproduceOptions, found: Map<PlannedRun, RunRecord>): Promise<Reproduced> {
  const { runs, store, workshop, data, keepRuns = false, signal, onRecord } = options;
  const load = createLoader(data, found);
  for (const [index, run] of runs.entries()) {
    if (found.has(run)) continue;
    if (signal?.aborted) break;
    const place = { run, index, total: runs.length };
    const record = await carryOut(place, await load(run), options);
    if (!record) break;
    await writeRecord(store, run, record);
    if (!keepRuns) await workshop.discard(runName(run));
    found.set(run, record);
    onRecord?.(record, place);
  }
  const records = runs.flatMap((run) => found.get(run) ?? []);
  return { records, finished: records.length === runs.length };
}
