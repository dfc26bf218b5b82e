// The recipes of the papers, and two quick ones. What a paper does not say is this project's choice, and marked so.
import type { Recipe } from "./recipe.ts";

/** The names of the recipes. */
export type RecipeName =
  | "he2015-cifar"
  | "he2015-cifar-110"
  | "he2016-cifar"
  | "rdm-cifar"
  | "sd-cifar"
  | "he2015-imagenet"
  | "he2016-imagenet"
  | "quick"
  | "demo";

const sgd: Recipe["optimiser"] = { momentum: 0.9, weightDecay: 1e-4, nesterov: false, decayVectors: true };

const plain = {
  format: 1,
  accumulate: 1,
  optimiser: sgd,
  labelSmoothing: 0,
  survivalDraw: "independent",
  averageDecay: null,
  window: 50,
  seed: 0,
} as const;

/** What all CIFAR papers share: pad-crop-flip and batches of 128. The 5,000 images held out are this project's choice. */
const cifar = { ...plain, batch: 128, augmentation: { pad: 4, flip: true }, validation: 5000 } as const;

/** He et al. 2016a, section 4.2. */
const he2015 = {
  ...cifar,
  length: { steps: 64_000 },
  normalisation: "pixelMean",
  schedule: {
    rate: 0.1,
    curve: { kind: "steps", at: [{ steps: 32_000 }, { steps: 48_000 }], factor: 0.1 },
    warmUp: null,
  },
} as const;

/**
 * He et al. 2016a, section 3.4; when an error has reached its plateau (`patience`, in epochs) and how many images tell
 * so are this project's choice. Random scales need images in their own sizes, which no set in memory has: data only.
 */
const imagenet = {
  ...plain,
  batch: 256,
  length: { steps: 600_000 },
  augmentation: { shorterSide: [256, 480], crop: 224, flip: true, lighting: 0.1 },
  normalisation: "pixelMean",
  validation: 50_000,
  schedule: { rate: 0.1, curve: { kind: "plateau", factor: 0.1, patience: 5 }, warmUp: null },
} as const;

const rows: Readonly<Record<RecipeName, Omit<Recipe, "name">>> = {
  "he2015-cifar": he2015,
  "he2015-cifar-110": {
    ...he2015,
    // A network of 110 layers does not start at 0.1 (section 4.2).
    schedule: { ...he2015.schedule, warmUp: { rate: 0.01, until: { error: 80 } } },
  },
  // He et al. 2016b, appendix
  "he2016-cifar": {
    ...he2015,
    schedule: { ...he2015.schedule, warmUp: { rate: 0.01, until: { steps: 400 } } },
  },
  // Multi-Residual Networks with ReLU Dropping, 2023
  "rdm-cifar": {
    ...cifar,
    length: { epochs: 165 },
    normalisation: "channel",
    schedule: {
      rate: 0.1,
      curve: { kind: "steps", at: [{ epochs: 80 }, { epochs: 120 }], factor: 0.1 },
      warmUp: { rate: 0.01, until: { epochs: 1 } },
    },
  },
  // Huang et al. 2016, section 4; the normalisation is this project's choice
  "sd-cifar": {
    ...cifar,
    length: { epochs: 500 },
    optimiser: { ...sgd, nesterov: true },
    normalisation: "channel",
    schedule: {
      rate: 0.1,
      curve: { kind: "steps", at: [{ epochs: 250 }, { epochs: 375 }], factor: 0.1 },
      warmUp: null,
    },
  },
  "he2015-imagenet": imagenet,
  // He et al. 2016b train with random scales as He et al. 2016a do (table 5 has scale and aspect ratio too, which are
  // not here). The rate's steps and the length in epochs are this project's choice.
  "he2016-imagenet": {
    ...imagenet,
    length: { epochs: 90 },
    schedule: {
      rate: 0.1,
      curve: { kind: "steps", at: [{ epochs: 30 }, { epochs: 60 }], factor: 0.1 },
      warmUp: null,
    },
  },
  // a good error in a short time: one cycle, after Smith 2018 and Page 2018
  quick: {
    ...cifar,
    length: { epochs: 10 },
    validation: 0.1, // 5,000 of CIFAR's, and fitting for sets of any size
    optimiser: { ...sgd, weightDecay: 5e-4, nesterov: true },
    normalisation: "channel",
    schedule: { rate: 0.2, curve: { kind: "oneCycle", peak: 0.25, start: 0.1 }, warmUp: null },
  },
  // a minute on a slow device
  demo: {
    ...plain,
    batch: 32,
    length: { steps: 250 },
    optimiser: { ...sgd, weightDecay: 5e-4, nesterov: true },
    augmentation: null,
    normalisation: "channel",
    validation: 0,
    window: 10,
    schedule: { rate: 0.1, curve: { kind: "oneCycle", peak: 0.25, start: 0.1 }, warmUp: null },
  },
};

/** Every recipe by name. */
export const recipes: Readonly<Record<RecipeName, Recipe>> = Object.fromEntries(
  Object.entries(rows).map(([name, row]) => [name, { ...row, name }]),
) as Record<RecipeName, Recipe>;
