// What an evaluation says.
import { TrainingError } from "../errors.ts";

/** One class's share of an evaluation. */
export type ClassScore = {
  readonly name: string;
  readonly images: number;
  readonly wrong: number;
  /** In %; 0 where there is no image. */
  readonly error: number;
};

/** How well a network classifies a set of images; plain JSON. */
export type Evaluation = {
  readonly images: number;
  readonly wrong: number;
  /** Of the first guess, in %. */
  readonly error: number;
  /** Mean cross-entropy, natural logarithm, without label smoothing. */
  readonly loss: number;
  /** Standard deviation of the images' cross-entropies (n − 1); 0 of a single image. */
  readonly lossDeviation: number;
  readonly perClass: readonly ClassScore[];
  /** confusion[label][guess]: number of images. */
  readonly confusion: readonly (readonly number[])[];
  /** Label not among the five best guesses; with 100 classes or more. */
  readonly top5?: { readonly wrong: number; readonly error: number };
};

/**
 * Throws a TrainingError where a network's outputs overflowed: the classes that it then seems to name mean nothing. `network`: which one,
 * and what was done to it.
 */
export function requireFiniteLoss({ loss }: Evaluation, network: string): void {
  if (Number.isFinite(loss)) return;
  throw new TrainingError(
    `The outputs of ${network} overflow (loss ${loss}): no error can be told. Take weights whose values are not so large: those of an earlier checkpoint.`,
  );
}
