// Runs: started, and resumed.
import { memoryStore, type Store } from "@unravel/core/store";
import { channelStatistics, type ImageSet, type Normalisation, pixelMean } from "@unravel/data";
import { TrainingError } from "../errors.ts";
import type { Recipe } from "../recipe/recipe.ts";
import { parseRecipe } from "../recipe/schema.ts";
import { clearCheckpoints, loadCheckpoint, saveCheckpoint } from "./checkpoint.ts";
import { conclude } from "./conclude.ts";
import { holdsRun, type RunConfig, readConfig, storeNormalisation, writeConfig } from "./config.ts";
import { addSpan, describeDevice } from "./device-record.ts";
import { difference } from "./difference.ts";
import { type Fingerprint, fingerprint } from "./fingerprint.ts";
import { type Journal, openJournal } from "./journal.ts";
import { runLoop } from "./loop.ts";
import type { ResumeOptions, SessionOptions, TrainingData, TrainingResult, TrainOptions } from "./options.ts";
import { beginning, type Progress } from "./progress.ts";
import { openSession, type Session } from "./session.ts";
import { splitTraining } from "./split.ts";
import { startingParameters } from "./states.ts";

/**
 * Trains `model` by `recipe`. The run's files (config.json, metrics.jsonl, timing.jsonl, checkpoints/, at the end
 * weights.safetensors and summary.json) are kept in `directory`.
 *
 * Throws a TrainingError where model, recipe and images do not fit, where the directory holds a run already, and a
 * DivergenceError (one of these) when the loss is no longer finite; a StoreError where the directory cannot be written; a MemoryError, before anything
 * runs, where the device has too little memory.
 */
export async function train(options: TrainOptions): Promise<TrainingResult> {
  const {
    model,
    data,
    device,
    directory = memoryStore(),
    initial,
    normalisation,
    frozen = [],
    seed,
    onNotice,
  } = options;
  const recipe = parseRecipe({ ...options.recipe, ...(seed === undefined ? {} : { seed }) });
  return locked(directory, async () => {
    if (await holdsRun(directory)) {
      throw new TrainingError(
        `${directory.location} holds a run already. Resume that one, or choose another directory for a new one.`,
      );
    }
    const { parameters, notices } = startingParameters(model, recipe.seed, initial);
    for (const line of notices) onNotice?.(line);
    const config: RunConfig = {
      format: 1,
      model,
      recipe,
      frozen,
      start: initial ? "given" : "drawn",
      data: fingerprints(data),
      normalisation: storeNormalisation(normalisation ?? computeNormalisation(recipe, data.train)),
      device: describeDevice(device),
    };
    return sit(config, directory, options, async ({ trainer }) => {
      await trainer.begin(parameters);
      const progress = { ...beginning, devices: addSpan([], 0, config.device) };
      const journal = await openJournal(directory, 0);
      await clearCheckpoints(directory);
      await saveCheckpoint(directory, { progress, metricsBytes: 0, states: await trainer.read() });
      await writeConfig(directory, config);
      return { journal, progress };
    });
  });
}

/**
 * Goes on with an interrupted run from its last checkpoint. On the device that it was started on its metrics and weights
 * come out with the bits of an unbroken run. A run that had finished is evaluated again and gives the same result.
 *
 * Throws a TrainingError where `directory` holds no run, or one of another model, recipe or data; a StoreError where
 * another process is at work on it.
 */
export async function resume(directory: Store, options: ResumeOptions): Promise<TrainingResult> {
  return locked(directory, async () => {
    const config = await readConfig(directory);
    const { model, recipe, data, device, onNotice } = options;
    requireSame(directory, "another model", config.model, model ?? config.model);
    requireSame(directory, "another recipe", config.recipe, { ...(recipe ?? config.recipe), seed: config.recipe.seed });
    const given = fingerprints(data);
    requireSame(directory, "other training images", identity(config.data.train), identity(given.train));
    requireSame(directory, "other test images", identity(config.data.test), identity(given.test));
    const now = describeDevice(device);
    const changed = difference(config.device, now);
    if (changed) onNotice?.(`This run was started on another device (${changed}): it goes on, with other last bits.`);
    return sit(config, directory, options, async ({ trainer }) => {
      const { progress, metricsBytes, states } = await loadCheckpoint(directory);
      await trainer.write(states);
      const devices = addSpan(progress.devices, progress.step, now);
      return { journal: await openJournal(directory, metricsBytes), progress: { ...progress, devices } };
    });
  });
}

/** Does `work` as the only one at work on `directory`. */
async function locked<T>(directory: Store, work: () => Promise<T>): Promise<T> {
  const release = await directory.lock("run");
  try {
    return await work();
  } finally {
    await release();
  }
}

/** One sitting of a run: from where `begin` says to its end, or to where it is stopped. */
async function sit(
  config: RunConfig,
  directory: Store,
  options: SessionOptions,
  begin: (session: Session) => Promise<{ readonly journal: Journal; readonly progress: Progress }>,
): Promise<TrainingResult> {
  const session = await openSession(config, directory, options);
  try {
    const { journal, progress } = await begin(session);
    return await conclude(session, config, await runLoop(session, journal, progress));
  } finally {
    session.dispose();
  }
}

const fingerprints = ({ train, test }: TrainingData): RunConfig["data"] => ({
  train: fingerprint(train),
  test: test ? fingerprint(test) : null,
});

/** What must be the same of a set when a run goes on; its name and place may change. */
const identity = (set: Fingerprint | null) =>
  set && { shape: set.shape, images: set.images, classes: set.classes, checksum: set.checksum };

function requireSame(directory: Store, what: string, before: unknown, now: unknown): void {
  const found = difference(before, now);
  if (found === undefined) return;
  throw new TrainingError(
    `${directory.location} was started with ${what} (${found}). Give what it was started with, or start a new run in another directory.`,
  );
}

/** The statistics that a recipe may name, over the images to learn from alone. */
const statistics: Readonly<Record<"channel" | "pixelMean", (set: ImageSet, indices: Uint32Array) => Normalisation>> = {
  channel: channelStatistics,
  pixelMean: (set, indices) => ({ pixelMean: pixelMean(set, indices) }),
};

const computeNormalisation = (recipe: Recipe, set: ImageSet): Normalisation =>
  typeof recipe.normalisation === "string"
    ? statistics[recipe.normalisation](set, splitTraining(set, recipe).train)
    : recipe.normalisation;
