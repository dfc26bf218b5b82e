// How a network is trained, as plain JSON data.
import type { ChannelNormalisation } from "@unravel/data";
import type { Schedule } from "../schedule/schedule.ts";

/** Zeros (`pad` pixels) around the image, a random crop of its old size, and a horizontal flip half of the time. */
export type PadCropFlip = { readonly pad: number; readonly flip: boolean };

/**
 * ImageNet's augmentation (He et al. 2016a, section 3.4): the shorter side is resized to a length drawn from `shorterSide`,
 * a random square of `crop` pixels or its mirror image is cut out, and the colours are shifted along their principal
 * components (Krizhevsky et al. 2012) with a standard deviation of `lighting`.
 */
export type ScaleCropFlip = {
  readonly shorterSide: readonly [from: number, to: number];
  readonly crop: number;
  readonly flip: boolean;
  readonly lighting: number;
};

/**
 * How the paths that need not survive a step (stochastic depth) are drawn: each by itself with its probability (Huang et al. 2016), or
 * always as many as survive on average, so that no step sees longer paths (training on effective paths, Veit et al. 2016, section 5).
 */
export type SurvivalDraw = "independent" | "fixedCount";

/** A recipe, complete; `parseRecipe` makes one from JSON and fills in what is left out. */
export type Recipe = {
  readonly format: 1;
  readonly name: string;
  /** Images of one update of the weights. */
  readonly batch: number;
  /** Equal parts in which the batch passes through the network one after the other, to save memory. Default 1. */
  readonly accumulate: number;
  /**
   * How long. In epochs, the last images of each epoch's order that fill no batch are left out of that epoch; in steps
   * (updates), batches are drawn across the epochs' borders and nothing is left out.
   */
  readonly length: { readonly epochs: number } | { readonly steps: number };
  /** Stochastic gradient descent: v ← momentum·v + g + weightDecay·w, w ← w − rate·v. */
  readonly optimiser: {
    readonly momentum: number;
    readonly weightDecay: number;
    /** Default false. */
    readonly nesterov: boolean;
    /** Weight decay on biases and batch norm's parameters too, as in the papers. Default true. */
    readonly decayVectors: boolean;
  };
  readonly schedule: Schedule;
  /** Default null: the images as they are. */
  readonly augmentation: PadCropFlip | ScaleCropFlip | null;
  /** Mean and deviation of each channel, or the mean of each pixel, of the training images; or given numbers. */
  readonly normalisation: "channel" | "pixelMean" | ChannelNormalisation;
  /** The label's target is 1 − s + s/classes, the others' s/classes (Szegedy et al. 2016). Default 0. */
  readonly labelSmoothing: number;
  /** Of a network with stochastic depth. Default "independent". */
  readonly survivalDraw: SurvivalDraw;
  /** Decay of an exponential moving average of the weights, which is then what is evaluated and kept. Default null: none. */
  readonly averageDecay: number | null;
  /**
   * Training images held out to choose by (plateaus, hyperparameters); the test set is looked at once, at the end.
   * A share of them where it is below 1, a number of images from 1 on. Default 0: none.
   */
  readonly validation: number;
  /** Steps over which the training loss and error are measured: one row of metrics.jsonl each. Default 50. */
  readonly window: number;
  /** Default 0. */
  readonly seed: number;
};
