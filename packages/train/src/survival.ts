// Stochastic depth (Huang et al. 2016): which residual functions take part in a training step, and how they are
// weighed afterwards.
import type { Gates } from "@unravel/core";
import { permutation, type RandomStream, randomStream, uniform } from "@unravel/core/random";
import { type Model, pathsOf } from "@unravel/models";
import type { SurvivalDraw } from "./recipe/recipe.ts";

const mortalPaths = (model: Model) =>
  model.stages
    .flat()
    .flatMap(pathsOf)
    .filter(({ path }) => path.survival < 1);

/** Whether some path of `model` may be left out of a training step. */
export const hasStochasticDepth = (model: Model): boolean => mortalPaths(model).length > 0;

type Draw = (probabilities: readonly number[], stream: RandomStream) => readonly boolean[];

/** Uniform numbers are multiples of this: half of it keeps sums of probabilities, which are rounded, off the border between two counts. */
const unit = 2 ** -24;

const draws: Readonly<Record<SurvivalDraw, Draw>> = {
  independent: (probabilities, stream) => probabilities.map((p, index) => uniform(stream, index) < p),
  /**
   * Systematic sampling in a random order (Madow 1949): path i survives with its probability, and as many as the probabilities add up to.
   * With equal ones, every subset of that size is equally likely.
   */
  fixedCount(probabilities, stream) {
    const survives = probabilities.map(() => false);
    let sum = uniform(stream, probabilities.length) + unit / 2;
    for (const index of permutation(probabilities.length, stream, probabilities.length + 1)) {
      const next = sum + probabilities[index]!;
      survives[index] = Math.floor(next) > Math.floor(sum);
      sum = next;
    }
    return survives;
  },
};

/** The ways to draw survivors. */
export const survivalDraws = Object.keys(draws) as readonly SurvivalDraw[];

/**
 * The paths that take part in training step `step` (from 0): each path with a survival probability below 1 has the gate 1 with that
 * probability, else 0, drawn as `draw` says. A pure function of its arguments.
 */
export function survivalGates(model: Model, seed: number, step: number, draw: SurvivalDraw = "independent"): Gates {
  const paths = mortalPaths(model);
  const survives = draws[draw](
    paths.map(({ path }) => path.survival),
    randomStream(seed, "survival", step),
  );
  return Object.fromEntries(paths.map(({ name }, index) => [name, survives[index] ? 1 : 0]));
}

/** Gates for testing: each path is weighed by its survival probability (equation 5). */
export const evaluationGates = (model: Model): Gates =>
  Object.fromEntries(mortalPaths(model).map(({ name, path }) => [name, path.survival]));
