// Training for people: a line that lives (for its evaluations too), a line for each epoch, and the end.
import type { EpochReport, EvaluationProgress, StepReport } from "@unravel/train";
import { evaluationLine } from "./evaluation.ts";
import { count, percent } from "./format.ts";
import type { Report } from "./report.ts";
import { speedText } from "./speed.ts";

/** "120/400  epoch 3  loss 1.234  error 45.60%  lr 0.1  812 images/s  1:23 left". */
export function stepText({ step, steps, epoch, loss, error, rate, imagesPerSecond, secondsLeft }: StepReport): string {
  return [
    `${count(step)}/${count(steps)}`,
    `epoch ${epoch}`,
    ...(loss === undefined ? [] : [`loss ${loss.toFixed(3)}`]),
    ...(error === undefined ? [] : [`error ${percent(error)}`]),
    `lr ${Number(rate.toPrecision(3))}`,
    ...(imagesPerSecond === undefined || secondsLeft === undefined
      ? []
      : [speedText({ imagesPerSecond, secondsLeft })]),
  ].join("  ");
}

/** "epoch 3: loss 1.234, error 45.60%; held out: 41.20% wrong (2,060 of 5,000), loss 1.1000". */
function epochText({ epoch, loss, error, validation }: EpochReport): string {
  const heldOut = validation ? `; held out: ${evaluationLine(validation)}` : "";
  return `epoch ${epoch}: loss ${loss.toFixed(3)}, error ${percent(error)}${heldOut}`;
}

/** What an evaluation is called while it goes on. */
export const verbs: Readonly<Record<EvaluationProgress["part"], string>> = {
  validation: "validating",
  test: "testing",
};

/** The callbacks that show a training on `report`. */
export const showTraining = (
  report: Report,
): {
  onStep: (step: StepReport) => void;
  onEpoch: (epoch: EpochReport) => void;
  onEvaluation: (progress: EvaluationProgress) => void;
  onNotice: (line: string) => void;
} => ({
  onStep: (step) => report.progress({ done: step.step, total: step.steps, text: stepText(step), data: step }),
  onEpoch(epoch) {
    const { validation, ...rest } = epoch;
    const heldOut = validation ? { validation: { loss: validation.loss, error: validation.error } } : {};
    report.milestone(epochText(epoch), { ...rest, ...heldOut });
  },
  onEvaluation(progress) {
    const { part, done, total } = progress;
    // The line with the result comes next: the end of the way to it would only be one more.
    if (done === total) return;
    const text = `${verbs[part]}, ${count(done)} of ${count(total)} images`;
    report.progress({ done, total, text, data: progress });
  },
  onNotice: report.notice,
});
