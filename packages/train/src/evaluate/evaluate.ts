import type { Device, Gates, Parameters } from "@unravel/core";
import type { ImageSet, Normalisation } from "@unravel/data";
import type { Model } from "@unravel/models";
import type { Evaluation } from "./evaluation.ts";

/** How one pass over a set is made. */
export type PassOptions = {
  readonly set: ImageSet;
  /** The images that count, by index; default all. */
  readonly indices?: ArrayLike<number>;
  readonly normalisation: Normalisation;
  /** By path name; a path that is not named has its survival probability (stochastic depth's rule for testing). */
  readonly gates?: Gates;
  readonly onProgress?: (done: number, images: number) => void;
  readonly signal?: AbortSignal;
};

/** A model loaded once, to be evaluated with many gate vectors, parameters or sets. */
export type Evaluator = {
  /** Takes other parameters (torch's names and layout). */
  write(parameters: Parameters): Promise<void>;
  evaluate(options: PassOptions): Promise<Evaluation>;
  dispose(): void;
};

/** Loads `model` for evaluation in batches of `batch` images (default 128). */
export declare function createEvaluator(options: {
  readonly model: Model;
  readonly parameters: Parameters;
  readonly device: Device;
  readonly batch?: number;
}): Promise<Evaluator>;

/** Evaluates once; for more than one pass over the same model use `createEvaluator`. */
export declare function evaluate(
  options: PassOptions & {
    readonly model: Model;
    readonly parameters: Parameters;
    readonly device: Device;
    readonly batch?: number;
  },
): Promise<Evaluation>;
