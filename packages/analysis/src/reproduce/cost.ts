// How much computing a run takes.
import { countMacs } from "@unravel/blocks";
import { countHeldOut } from "@unravel/train";
import type { TableDataset } from "../tables/index.ts";
import type { PlannedRun } from "./plan.ts";

/** Training images of the published sets. */
const published: Readonly<Record<TableDataset, number>> = { cifar10: 50_000, cifar100: 50_000, imagenet: 1_281_167 };

/** Images that a run trains on, counted as often as they are seen. */
function imagesSeen({ recipe, images: { dataset, synthetic } }: PlannedRun): number {
  const { length, batch } = recipe;
  if ("steps" in length) return length.steps * batch;
  const all = synthetic?.train ?? published[dataset];
  return length.epochs * (all - countHeldOut(recipe, all));
}

/** Multiply-accumulates of a run: the backward pass takes about twice what the forward pass does. */
export const trainingMacs = (run: PlannedRun): number => 3 * countMacs(run.model) * imagesSeen(run);
