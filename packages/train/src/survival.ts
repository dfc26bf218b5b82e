// Stochastic depth (Huang et al. 2016): which residual functions take part in a training step, and how they are
// weighed afterwards.
import type { Gates } from "@unravel/core";
import { randomStream, uniform } from "@unravel/core/random";
import { type Model, pathsOf } from "@unravel/models";

const mortalPaths = (model: Model) =>
  model.stages
    .flat()
    .flatMap(pathsOf)
    .filter(({ path }) => path.survival < 1);

/** Whether some path of `model` may be left out of a training step. */
export const hasStochasticDepth = (model: Model): boolean => mortalPaths(model).length > 0;

/**
 * The paths that take part in training step `step` (from 0): each path with a survival probability p below 1 has the
 * gate 1 with probability p, else 0. A pure function of its arguments.
 */
export function survivalGates(model: Model, seed: number, step: number): Gates {
  const stream = randomStream(seed, "survival", step);
  return Object.fromEntries(
    mortalPaths(model).map(({ name, path }, index) => [name, uniform(stream, index) < path.survival ? 1 : 0]),
  );
}

/** Gates for testing: each path is weighed by its survival probability (equation 5). */
export const evaluationGates = (model: Model): Gates =>
  Object.fromEntries(mortalPaths(model).map(({ name, path }) => [name, path.survival]));
