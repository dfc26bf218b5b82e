// How fast a device trains, by training a little.
import type { Device } from "@unravel/core";
import { train } from "@unravel/train";
import type { RunPlan } from "../runs/begin.ts";

/** The first steps compile and warm up; the others are timed. */
const warmUpSteps = 4;
const trialSteps = 14;

/** Steps a second of `plan`'s training on `device`. Nothing of the trial is kept. */
export async function measureSteps(
  { model, recipe, data }: RunPlan,
  device: Device,
  signal: AbortSignal,
): Promise<number> {
  let warm = 0;
  await train({
    model,
    recipe: { ...recipe, length: { steps: trialSteps } },
    data: { train: data.train },
    device,
    signal,
    onStep({ step }) {
      if (step === warmUpSteps) warm = performance.now();
    },
  });
  signal.throwIfAborted();
  return (1000 * (trialSteps - warmUpSteps)) / (performance.now() - warm);
}
