// The training loop: updates, windows, epochs, checkpoints, until the end or until it is stopped.
import type { Parameters } from "@unravel/core";
import { DivergenceError } from "../errors.ts";
import type { Evaluation } from "../evaluate/evaluation.ts";
import { createPacer } from "../pace.ts";
import { learningRate, observeEpoch, watchesWindows } from "../schedule/schedule.ts";
import { saveCheckpoint } from "./checkpoint.ts";
import { appendTiming, type Journal } from "./journal.ts";
import { measure, noSums, type Progress } from "./progress.ts";
import { createReadings, type Readings } from "./readings.ts";
import { createReporter, type Reporter } from "./reporter.ts";
import type { Session } from "./session.ts";
import { unlessStopped } from "./stop.ts";
import { endsEpoch, stepsPerEpoch } from "./timeline.ts";

/** Milliseconds between checkpoints where the caller names no number of steps. */
const checkpointInterval = 30_000;

/** Where the loop ended, with the program's states there. */
export type Outcome = {
  readonly progress: Progress;
  readonly states: Parameters;
  /** The last evaluation on the images held out, if one was made. */
  readonly validation: Evaluation | undefined;
};

type Run = {
  readonly session: Session;
  readonly journal: Journal;
  readonly reporter: Reporter;
  readonly readings: Readings;
};

/**
 * Trains from `start` until the end or until the signal stops it; either way the last thing it does is to save a
 * checkpoint. Throws a DivergenceError when the numbers are no longer finite; the checkpoint before that stays.
 */
export async function runLoop(session: Session, journal: Journal, start: Progress): Promise<Outcome> {
  const { timeline, options } = session;
  const reporter = createReporter(timeline);
  const lossDiverged = (progress: Progress) => diverged(session, reporter, progress, "The loss");
  const readings = createReadings({ session, journal, reporter, diverged: lossDiverged });
  const run = { session, journal, reporter, readings };
  const pace = createPacer();
  let progress = start;
  let validation: Evaluation | undefined;
  let saved = performance.now();

  const isDue = ({ step }: Progress) =>
    options.checkpointEvery === undefined
      ? performance.now() - saved >= checkpointInterval
      : step % options.checkpointEvery === 0;

  while (!options.signal?.aborted) {
    if (epochWaits(session, progress)) {
      const ended = await reporter.offTheClock(progress.step, () => endEpoch(run, progress));
      if (!ended) break;
      ({ progress, validation } = ended);
    } else if (progress.step === timeline.steps) break;
    else progress = await makeUpdate(run, progress);
    if (isDue(progress)) {
      progress = await readings.settle(progress);
      await reporter.offTheClock(progress.step, () => save(run, progress));
      saved = performance.now();
    }
    await pace();
  }
  progress = await readings.settle(progress);
  return { progress, validation, states: await save(run, progress) };
}

/** Whether the last update of an epoch was made, and the epoch not ended yet. */
const epochWaits = ({ timeline }: Session, { step, sums }: Progress): boolean =>
  sums.steps > 0 && endsEpoch(timeline, step);

/** The learning rate of the update that comes after `step` updates. */
const rateAt = ({ recipe, timeline }: Session, { schedule }: Progress, step: number): number =>
  learningRate(recipe.schedule, { ...schedule, step, steps: timeline.steps, stepsPerEpoch: stepsPerEpoch(timeline) });

async function makeUpdate(run: Run, progress: Progress): Promise<Progress> {
  const { reporter, readings } = run;
  const { recipe, timeline, trainer, parameters, options } = run.session;
  const rate = rateAt(run.session, progress, progress.step);
  await trainer.update(progress.step, rate);
  let made: Progress = { ...progress, step: progress.step + 1, open: progress.open + 1 };
  if (made.open === recipe.window || endsEpoch(timeline, made.step)) made = await closeWindow(run, made, rate);
  else if (options.onStep && reporter.due()) await readings.glance(made);
  const checkpoint = async () => {
    made = await readings.settle(made);
    await save(run, made);
  };
  const tell = async () => options.onStep?.(reporter.report(made.step, rate), { parameters, checkpoint });
  await reporter.offTheClock(made.step, tell);
  return made;
}

/** Closes the window; what it measured is waited for only where the next update or the end of the epoch depends on it. */
async function closeWindow({ session, readings }: Run, made: Progress, rate: number): Promise<Progress> {
  const { recipe, timeline } = session;
  const before = await readings.settle(made);
  await readings.close(before, rate);
  const next = { ...before, open: 0 };
  const decides = endsEpoch(timeline, next.step) || watchesWindows(recipe.schedule, next.schedule);
  return decides ? readings.settle(next) : next;
}

/** Evaluates, tells and writes down an epoch. Undefined if the signal stopped the evaluation: it is then to be made again. */
async function endEpoch(run: Run, progress: Progress): Promise<Pick<Outcome, "progress" | "validation"> | undefined> {
  const { recipe, parameters, options } = run.session;
  const evaluated = await unlessStopped(options.signal, run.session.validate);
  if (!evaluated) return undefined;
  const { value: validation } = evaluated;
  const { step, schedule } = progress;
  const epoch = progress.epoch + 1;
  const measured = measure(progress.sums, recipe.batch);
  const heldOut = validation ? { loss: validation.loss, error: validation.error } : null;
  run.journal.add({ kind: "epoch", step, epoch, ...measured, validation: heldOut });
  await options.onEpoch?.({ epoch, step, ...measured, validation }, { parameters });
  const seen = validation ? observeEpoch(recipe.schedule, schedule, validation.error) : schedule;
  return { progress: { ...progress, epoch, sums: noSums, schedule: seen }, validation };
}

/** Saves a checkpoint and returns the states in it. */
async function save(run: Run, progress: Progress): Promise<Parameters> {
  const { store, trainer } = run.session;
  const states = await trainer.read();
  for (const [name, { data }] of Object.entries(states)) {
    if (!data.every(Number.isFinite)) throw diverged(run.session, run.reporter, progress, `"${name}"`);
  }
  await saveCheckpoint(store, { progress, metricsBytes: await run.journal.flush(), states });
  const imagesPerSecond = run.reporter.imagesPerSecond();
  if (imagesPerSecond !== undefined) await appendTiming(store, { step: progress.step, imagesPerSecond });
  return states;
}

function diverged(session: Session, reporter: Reporter, progress: Progress, what: string): DivergenceError {
  const { step } = progress;
  const rate = rateAt(session, progress, step - 1);
  const before = reporter.loss();
  return new DivergenceError(
    `${what} is no longer a finite number at step ${step}, learning rate ${rate}${before === undefined ? "" : ` (the loss was ${before.toPrecision(4)} shortly before)`}: training has diverged. Start anew with a lower learning rate or a warm-up, and check that the images are normalised. The last good checkpoint is kept in ${session.store.location}.`,
  );
}
