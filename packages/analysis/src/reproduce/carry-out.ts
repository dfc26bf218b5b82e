// One run of a table: trained, or gone on with, and its record.
import { countParameters } from "@unravel/blocks";
import type { Device } from "@unravel/core";
import type { Store } from "@unravel/core/store";
import {
  DivergenceError,
  describeDevice,
  type ResumeOptions,
  readMetrics,
  resume,
  train,
  trainOn,
} from "@unravel/train";
import { concludeRun, type Ending } from "./conclude.ts";
import type { Loaded } from "./images.ts";
import type { ReproduceOptions, RunPlace } from "./options.ts";
import { type PlannedRun, runName } from "./plan.ts";
import type { RunRecord } from "./record.ts";

async function trainOrResume(
  { model, recipe }: PlannedRun,
  directory: Store,
  begun: boolean,
  session: ResumeOptions,
): Promise<Ending> {
  try {
    return begun
      ? await resume(directory, { ...session, model, recipe })
      : await train({ ...session, model, recipe, directory });
  } catch (error) {
    if (error instanceof DivergenceError) return error;
    throw error;
  }
}

/** Speed from one update to a later one. */
function createSpeed(batch: number): { mark(step: number): void; imagesPerSecond(): number | null } {
  let first: { readonly step: number; readonly time: number } | undefined;
  let speed: number | null = null;
  return {
    mark(step) {
      const time = performance.now();
      first ??= { step, time };
      if (step > first.step) speed = (1000 * (step - first.step) * batch) / (time - first.time);
    },
    imagesPerSecond: () => speed,
  };
}

/** What `work` gives; undefined if `signal` stopped it. */
async function unlessAborted<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (signal?.aborted) return undefined;
    throw error;
  }
}

/** What a sitting of a run on one device comes to; undefined if it was stopped. */
async function sit(
  place: RunPlace,
  loaded: Loaded,
  options: ReproduceOptions,
  { device, directory, begun }: { readonly device: Device; readonly directory: Store; readonly begun: boolean },
): Promise<RunRecord | undefined> {
  const { run } = place;
  const { origin, signal, checkpointEvery, onNotice, onStep, onEvaluation, onStudy } = options;
  const start = performance.now();
  const speed = createSpeed(run.recipe.batch);
  const { train: trained, test: tested } = loaded.data;
  const ending = await trainOrResume(run, directory, begun, {
    // Squares cut out of larger images are tested afterwards.
    data: run.test ? { train: trained } : { train: trained, test: tested },
    device,
    ...(signal ? { signal } : {}),
    ...(checkpointEvery === undefined ? {} : { checkpointEvery }),
    ...(onNotice ? { onNotice } : {}),
    onStep(report) {
      speed.mark(report.step);
      return onStep?.(report, place);
    },
    onEvaluation: (progress) => onEvaluation?.(progress, place),
  });
  if (!(ending instanceof DivergenceError) && !ending.finished) return undefined;
  const conclusion = await unlessAborted(signal, () =>
    concludeRun(run, ending, { device, loaded, origin, signal, onStudy: (progress) => onStudy?.(progress, place) }),
  );
  if (!conclusion) return undefined;
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
    ...conclusion,
    epochs: rows.flatMap(({ kind, epoch, loss, error }) => (kind === "epoch" ? [{ epoch, loss, error }] : [])),
    device: describeDevice(device),
    seconds: (performance.now() - start) / 1000,
    imagesPerSecond: speed.imagesPerSecond(),
    resumed: begun,
    ...origin,
  };
}

/**
 * Carries out a run, on another device where one is lost, and gives its record; undefined if it was stopped. Throws what `train` throws
 * where it cannot begin, and a DeviceError where no device is left.
 */
export function carryOut(place: RunPlace, loaded: Loaded, options: ReproduceOptions): Promise<RunRecord | undefined> {
  const { devices, workshop, onLoss = () => {} } = options;
  const directory = workshop.open(runName(place.run));
  return trainOn({ devices, directory, onLoss }, (device, begun) =>
    sit(place, loaded, options, { device, directory, begun }),
  );
}
