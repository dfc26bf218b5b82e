// Several trainings in a row for people: which one it is, how it goes, and when all will be done.
import { type ReproduceOptions, type RunPlace, runName } from "@unravel/analysis";
import { describeLoss } from "@unravel/train";
import { clock, percent } from "./format.ts";
import type { Report } from "./report.ts";
import { startClock } from "./speed.ts";
import { stepText, verbs } from "./training.ts";

type Shown = Required<
  Pick<ReproduceOptions, "onStep" | "onEvaluation" | "onStudy" | "onNotice" | "onLoss" | "onRecord">
>;

/** "run 3/33 (identity, seed 0)". */
const placeText = ({ run, index, total }: RunPlace): string => `run ${index + 1}/${total} ${runName(run)}`;

/** The share of a run that its training is: what comes after is short. */
const trainedShare = 0.99;

/** The callbacks that show the runs of a table on `report`. */
export function showRuns(report: Report): Shown {
  const time = startClock();
  let trained = 0;
  /** Seconds until all runs are done, by the mean of those that were trained; the runs left are `left`. */
  const remaining = (left: number): number | undefined => (trained > 0 ? (left * time.seconds()) / trained : undefined);
  return {
    onStep(step, place) {
      const { index, total, run } = place;
      const done = index + step.step / step.steps;
      const rest = remaining(total - done);
      report.progress({
        done,
        total,
        text: [placeText(place), stepText(step), ...(rest === undefined ? [] : [`all: ${clock(rest)} left`])].join(
          "  ",
        ),
        data: {
          row: run.row,
          seed: run.seed,
          run: index + 1,
          runs: total,
          ...step,
          ...(rest ? { secondsLeftAll: rest } : {}),
        },
      });
    },
    onEvaluation({ part, done, total }, place) {
      if (done === total) return;
      report.progress({
        done: place.index + trainedShare,
        total: place.total,
        text: `${placeText(place)}  ${verbs[part]}, ${done} of ${total} images`,
        data: { run: place.index + 1, runs: place.total, part, done, total },
      });
    },
    onStudy({ measured, total }, place) {
      report.progress({
        done: place.index + trainedShare,
        total: place.total,
        text: `${placeText(place)}  taking the network apart, ${measured} of ${total} measurements`,
        data: { run: place.index + 1, runs: place.total, measured, measurements: total },
      });
    },
    onNotice: report.notice,
    onLoss: (loss) => report.notice(describeLoss(loss)),
    onRecord({ row, seed, outcome, diverged, seconds }, place) {
      trained += 1;
      const result = outcome ? `test error ${percent(outcome.error)}` : `failed: ${diverged}`;
      report.milestone(`${placeText(place)}: ${result}, ${clock(seconds)}`, { row, seed, outcome, diverged, seconds });
    },
  };
}
