// The learning rate as a function of how far training is.

/** When something happens: after so many epochs or so many steps (updates). */
export type Moment = { readonly epochs: number } | { readonly steps: number };

/** How the learning rate runs over the whole training, its `rate` being the highest. */
export type Shape =
  | { readonly kind: "constant" }
  /** Times `factor` at each of the moments. */
  | { readonly kind: "steps"; readonly at: readonly Moment[]; readonly factor: number }
  /** Half a cosine from `rate` to 0 (Loshchilov & Hutter 2017). */
  | { readonly kind: "cosine" }
  /** A straight line from `rate` to 0. */
  | { readonly kind: "linear" }
  /** Straight up from `start`·rate to `rate` at the fraction `peak` of the training, then straight down to 0 (Smith 2018). */
  | { readonly kind: "oneCycle"; readonly peak: number; readonly start: number }
  /** Times `factor` whenever the validation error has not fallen for more than `patience` epochs. */
  | { readonly kind: "plateau"; readonly factor: number; readonly patience: number };

/** A smaller, fixed rate at first: until a moment, or until the training error (%) of a window falls below a bound. */
export type WarmUp = { readonly rate: number; readonly until: Moment | { readonly error: number } };

/** A learning rate schedule. The warm-up stands in for the start of the shape, which it does not delay. */
export type Schedule = { readonly rate: number; readonly shape: Shape; readonly warmUp: WarmUp | null };

/** All that a rate depends on: where training is, and what was observed. Saved in checkpoints. */
export type ScheduleState = {
  /** Updates made so far. */
  readonly step: number;
  /** Updates of the whole training. */
  readonly steps: number;
  /** Updates of one epoch; no whole number where batches are drawn across epochs. */
  readonly stepsPerEpoch: number;
  /** Whether a warm-up that waits for an error has seen it. */
  readonly warm: boolean;
  /** The lowest validation error (%) so far; null before the first. */
  readonly best: number | null;
  /** Epochs since then (or since the last reduction). */
  readonly stale: number;
  /** How often a plateau has reduced the rate. */
  readonly reductions: number;
};

/** The learning rate of the update that comes after `state.step` updates. */
export declare function learningRate(schedule: Schedule, state: ScheduleState): number;
