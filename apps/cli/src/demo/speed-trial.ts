// How fast a device trains, by training a little.
import type { Device } from "@unravel/core";
import { train } from "@unravel/train";
import type { RunPlan } from "../runs/begin.ts";

/** The first steps compile and warm up; the others are timed. */
const warmUpSteps = 4;
const timedSteps = 10;

/** Steps a second of `plan`'s training on `device`. Nothing of the trial is kept. */
export async function measureSteps(
  { model, recipe, data }: RunPlan,
  device: Device,
  signal: AbortSignal,
): Promise<number> {
  const times: number[] = [];
  await train({
    model,
    recipe: { ...recipe, length: { steps: warmUpSteps + timedSteps } },
    data: { train: data.train },
    device,
    signal,
    onStep: () => void times.push(performance.now()),
  });
  signal.throwIfAborted();
  return (1000 * timedSteps) / (times.at(-1)! - times.at(-1 - timedSteps)!);
}
