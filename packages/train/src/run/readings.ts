// Readings of the device's running sums. They come while the next updates are made: nothing waits for one before it has to.
import { observeWindow } from "../schedule/schedule.ts";
import type { Journal } from "./journal.ts";
import { addSums, measure, type Progress, type Sums } from "./progress.ts";
import type { Reporter } from "./reporter.ts";
import type { Session } from "./session.ts";
import { epochsBy } from "./timeline.ts";

export type Readings = {
  /** Asks for the sums of the window that `progress` ends, whose last update was made at `rate`, and clears them on the device. */
  close(progress: Progress, rate: number): Promise<void>;
  /**
   * Asks for the sums of the open window, to be shown when they come; waits for them where nothing has been shown yet. Throws what
   * the glance before has failed with.
   */
  glance(progress: Progress): Promise<void>;
  /** `progress` with the window that was closed last, once its sums have come; its row is then in the journal. */
  settle(progress: Progress): Promise<Progress>;
};

type Options = {
  readonly session: Session;
  readonly journal: Journal;
  readonly reporter: Reporter;
  /** The error for sums, read at `progress`, that are no numbers. */
  readonly diverged: (progress: Progress) => Error;
};

export function createReadings({ session, journal, reporter, diverged }: Options): Readings {
  const { trainer, timeline, recipe } = session;
  let closed: { readonly step: number; readonly rate: number; readonly sums: Promise<Sums> } | undefined;
  let glancing = false;
  let failure: unknown;

  async function read(progress: Progress, closes: boolean): Promise<Sums> {
    const sums = { steps: progress.open, ...(await trainer.readSums()) };
    if (!Number.isFinite(sums.loss)) throw diverged(progress);
    reporter.take(progress.step, sums, closes);
    return sums;
  }

  return {
    async close(progress, rate) {
      const sums = read(progress, true);
      sums.catch(() => {}); // told by `settle`, unless the run ends before
      closed = { step: progress.step, rate, sums };
      await trainer.clearSums();
    },
    async glance(progress) {
      if (failure) throw failure;
      if (glancing) return;
      glancing = true;
      const coming = read(progress, false)
        .catch((error: unknown) => {
          failure = error;
        })
        .finally(() => {
          glancing = false;
        });
      if (reporter.loss() === undefined) await coming;
    },
    async settle(progress) {
      if (!closed) return progress;
      const { step, rate } = closed;
      const sums = await closed.sums;
      closed = undefined;
      const measured = measure(sums, recipe.batch);
      journal.add({ kind: "window", step, epoch: epochsBy(timeline, step), rate, ...measured });
      return {
        ...progress,
        sums: addSums(progress.sums, sums),
        schedule: observeWindow(recipe.schedule, progress.schedule, measured.error),
      };
    },
  };
}
