// The recipes of the papers, and two quick ones.
import type { Recipe } from "./recipe.ts";

const sgd: Recipe["optimiser"] = { momentum: 0.9, weightDecay: 1e-4, nesterov: false, decayVectors: true };

const plain = {
  format: 1,
  accumulate: 1,
  optimiser: sgd,
  labelSmoothing: 0,
  averageDecay: null,
  window: 50,
  seed: 0,
} as const;

/** What all CIFAR papers share: pad-crop-flip, batches of 128, 45,000 images to learn from and 5,000 to choose by. */
const cifar = { ...plain, batch: 128, augmentation: { pad: 4, flip: true }, validation: 5000 } as const;

/** He et al. 2016a, section 4.2. */
const he2015: Recipe = {
  ...cifar,
  name: "he2015-cifar",
  length: { steps: 64_000 },
  normalisation: "pixelMean",
  schedule: {
    rate: 0.1,
    curve: { kind: "steps", at: [{ steps: 32_000 }, { steps: 48_000 }], factor: 0.1 },
    warmUp: null,
  },
};

const rows: readonly Recipe[] = [
  he2015,
  {
    ...he2015,
    name: "he2015-cifar-110",
    // A network of 110 layers does not start at 0.1 (section 4.2).
    schedule: { ...he2015.schedule, warmUp: { rate: 0.01, until: { error: 80 } } },
  },
  {
    ...he2015,
    name: "he2016-cifar", // He et al. 2016b, appendix
    schedule: { ...he2015.schedule, warmUp: { rate: 0.01, until: { steps: 400 } } },
  },
  {
    ...cifar,
    name: "rdm-cifar", // Multi-Residual Networks with ReLU Dropping, 2023
    length: { epochs: 165 },
    normalisation: "channel",
    schedule: {
      rate: 0.1,
      curve: { kind: "steps", at: [{ epochs: 80 }, { epochs: 120 }], factor: 0.1 },
      warmUp: { rate: 0.01, until: { epochs: 1 } },
    },
  },
  {
    ...cifar,
    name: "sd-cifar", // Huang et al. 2016, section 4
    length: { epochs: 500 },
    optimiser: { ...sgd, nesterov: true },
    normalisation: "channel",
    schedule: {
      rate: 0.1,
      curve: { kind: "steps", at: [{ epochs: 250 }, { epochs: 375 }], factor: 0.1 },
      warmUp: null,
    },
  },
  {
    ...plain,
    name: "he2015-imagenet", // He et al. 2016a, section 3.4
    batch: 256,
    length: { steps: 600_000 },
    augmentation: { shorterSide: [256, 480], crop: 224, flip: true, lighting: 0.1 },
    normalisation: "pixelMean",
    validation: 50_000,
    schedule: { rate: 0.1, curve: { kind: "plateau", factor: 0.1, patience: 5 }, warmUp: null },
  },
  {
    ...cifar,
    name: "quick", // a good error in a short time: one cycle, after Smith 2018 and Page 2018
    length: { epochs: 10 },
    optimiser: { ...sgd, weightDecay: 5e-4, nesterov: true },
    normalisation: "channel",
    schedule: { rate: 0.2, curve: { kind: "oneCycle", peak: 0.25, start: 0.1 }, warmUp: null },
  },
  {
    ...plain,
    name: "demo", // a minute on a slow device
    batch: 32,
    length: { steps: 250 },
    optimiser: { ...sgd, weightDecay: 5e-4, nesterov: true },
    augmentation: null,
    normalisation: "channel",
    validation: 0,
    window: 10,
    schedule: { rate: 0.1, curve: { kind: "oneCycle", peak: 0.25, start: 0.1 }, warmUp: null },
  },
];

/** Every recipe by name. */
export const recipes: Readonly<Record<string, Recipe>> = Object.fromEntries(rows.map((row) => [row.name, row]));
