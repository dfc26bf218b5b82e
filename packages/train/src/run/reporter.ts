// What is told while training runs. Telling never changes a bit of it: the device's sums are read, not reset.
import { createMeter } from "./meter.ts";
import type { StepReport } from "./options.ts";
import { addSums, measure, noSums, type Sums } from "./progress.ts";
import { epochsBy, type Timeline } from "./timeline.ts";

/** Time between readings for a live display, in milliseconds; a reading makes the device finish what it has queued. */
const interval = 250;

/** Milliseconds of other work that the speed may count in. */
const negligible = 20;

export type Reporter = {
  /** Whether it is time to read the device's sums for the display. */
  due(): boolean;
  /** Takes the sums of the open window after update number `step`; `closed` if this was its last. */
  take(step: number, sums: Sums, closed: boolean): void;
  /** The mean loss that was read last. */
  loss(): number | undefined;
  /** Undefined before two readings. */
  imagesPerSecond(): number | undefined;
  /** What there is to say after update number `step`, made at `rate`. */
  report(step: number, rate: number): StepReport;
  /** Does `work`, which is no part of the speed of training, after update number `step`. */
  offTheClock<T>(step: number, work: () => Promise<T>): Promise<T>;
};

export function createReporter(timeline: Timeline): Reporter {
  const { batch, steps } = timeline;
  const meter = createMeter();
  // The latest closed window joins the open one, so that the display does not jump when a window begins.
  let closedWindow = noSums;
  let latest: { readonly loss: number; readonly error: number } | undefined;
  let lastReading = Number.NEGATIVE_INFINITY;
  return {
    due: () => performance.now() - lastReading >= interval,
    take(step, sums, closed) {
      latest = measure(addSums(closedWindow, sums), batch);
      if (closed) closedWindow = sums;
      lastReading = performance.now();
      meter.mark(step * batch);
    },
    loss: () => latest?.loss,
    imagesPerSecond: meter.imagesPerSecond,
    report(step, rate) {
      const imagesPerSecond = meter.imagesPerSecond();
      const secondsLeft = imagesPerSecond && ((steps - step) * batch) / imagesPerSecond;
      const epoch = epochsBy(timeline, step - 1) + 1;
      return { step, steps, epoch, loss: latest?.loss, error: latest?.error, rate, imagesPerSecond, secondsLeft };
    },
    async offTheClock(step, work) {
      const start = performance.now();
      const result = await work();
      // Short work is not worth the measurement that would be lost.
      if (performance.now() - start > negligible) meter.restart(step * batch);
      return result;
    },
  };
}
