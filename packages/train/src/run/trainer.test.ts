// Updates of the weights against PyTorch's and against plain loops.
import { createReferenceDevice, type Parameters } from "@unravel/core";
import { epochOrder, fillBatch } from "@unravel/data";
import { buildModel, initialise, type Model } from "@unravel/models";
import { describe, expect, test } from "vitest";
import golden from "../goldens/steps.json" with { type: "json" };
import type { Recipe } from "../recipe/recipe.ts";
import type { Batches } from "./batches.ts";
import { tinyRecipe, tinySet } from "./tiny.testing.ts";
import { train } from "./train.ts";
import { createTrainer } from "./trainer.ts";

const device = createReferenceDevice();

/** ‖a − b‖ / ‖b‖. */
const relativeError = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  const norm = (values: number[]) => Math.hypot(...values);
  return norm(Array.from(b, (y, i) => a[i]! - y)) / norm(Array.from(b));
};

describe("ten steps of a tiny residual network agree with PyTorch", () => {
  const model = buildModel("resnet8", { input: [1, 6, 6], classes: 3, depths: [1, 1], widths: [2, 3] });

  /** The parameters that goldens/make.py fills in. */
  const parameters: Parameters = Object.fromEntries(
    Object.entries(initialise(model, 0)).map(([name, { shape, data }]) => {
      if (/running/.test(name)) return [name, { shape, data }];
      const seed = [...name].reduce((sum, letter) => sum + letter.charCodeAt(0), 0);
      const scale = name.endsWith("weight") && shape.length === 1 ? 1 : 0;
      return [name, { shape, data: data.map((_, i) => (((i * 37 + seed) % 29) - 14) / 40 + scale) }];
    }),
  );

  const batches: Batches = {
    size: 6,
    constants: {},
    fill: (step) => ({
      images: Float32Array.from({ length: 6 * 36 }, (_, i) => ((i * 53 + step * 101) % 97) / 48 - 1),
      labels: Int32Array.from({ length: 6 }, (_, i) => (i + step) % 3),
    }),
  };

  test.each<[keyof typeof golden, boolean, number, boolean]>([
    ["momentum", false, 0, true],
    ["nesterov", true, 0, true],
    ["nesterov, smoothed labels, no decay of vectors", true, 0.1, false],
  ])("%s", async (name, nesterov, labelSmoothing, decayVectors) => {
    const optimiser = { momentum: 0.9, weightDecay: 0.05, nesterov, decayVectors };
    const recipe = tinyRecipe({ batch: 6, optimiser, labelSmoothing });
    const trainer = await createTrainer({ model, recipe, frozen: [], device, batches });
    await trainer.begin(parameters);
    for (const [step, expected] of golden[name].losses.entries()) {
      await trainer.update(step, 0.1);
      expect((await trainer.readSums()).loss).toBeCloseTo(expected, 5);
      await trainer.clearSums();
    }
    const states = await trainer.read();
    for (const [name_, expected] of Object.entries(golden[name].states)) {
      expect([name_, relativeError(states[name_]!.data, expected) < 1e-5]).toEqual([name_, true]);
    }
  });
});

describe("a softmax classifier on two colours agrees with plain loops", () => {
  const colours: Model = {
    format: 1,
    name: "colours",
    input: [2, 1, 1],
    stem: [],
    stages: [],
    head: [{ op: "globalAveragePool" }, { op: "linear", name: "fc", out: 3 }],
  };
  const images = tinySet(20).images.subarray(0, 40);
  const set = { ...tinySet(20), shape: [2, 1, 1] as const, images };
  const normalisation = { mean: [0.5, 0.4], std: [0.25, 0.5] };

  /** What `recipe` makes of the classifier's [W, b], and of their average. */
  function loops(recipe: Recipe, rates: readonly number[]) {
    const { batch, labelSmoothing: s, averageDecay } = recipe;
    const { momentum: m, weightDecay, nesterov, decayVectors } = recipe.optimiser;
    const start = initialise(colours, recipe.seed);
    const w = [...start["fc.weight"]!.data, ...start["fc.bias"]!.data]; // 3x2, then 3
    const velocity = w.map(() => 0);
    const average = [...w];
    const all = Uint32Array.from(set.labels.keys());
    const [x, labels] = [new Float32Array(batch * 2), new Int32Array(batch)];
    for (const [step, rate] of rates.entries()) {
      const epoch = Math.floor((step * batch) / 16);
      const order = epochOrder(all, recipe.seed, epoch);
      const from = (step * batch) % 16;
      fillBatch({ set, indices: order.subarray(from, from + batch), normalisation, out: x, labels });
      const gradient = w.map(() => 0);
      for (let n = 0; n < batch; n++) {
        const logits = [0, 1, 2].map((k) => w[2 * k]! * x[2 * n]! + w[2 * k + 1]! * x[2 * n + 1]! + w[6 + k]!);
        const total = logits.reduce((sum, z) => sum + Math.exp(z), 0);
        for (const [k, z] of logits.entries()) {
          const target = (labels[n] === k ? 1 - s : 0) + s / 3;
          const d = (Math.exp(z) / total - target) / batch;
          gradient[2 * k]! += d * x[2 * n]!;
          gradient[2 * k + 1]! += d * x[2 * n + 1]!;
          gradient[6 + k]! += d;
        }
      }
      for (let i = 0; i < w.length; i++) {
        const g = gradient[i]! + (i < 6 || decayVectors ? weightDecay : 0) * w[i]!;
        velocity[i] = m * velocity[i]! + g;
        w[i]! -= rate * (nesterov ? g + m * velocity[i]! : velocity[i]!);
        average[i] = (averageDecay ?? 0) * average[i]! + (1 - (averageDecay ?? 0)) * w[i]!;
      }
    }
    return averageDecay === null ? w : average;
  }

  test.each<[string, Record<string, unknown>]>([
    ["momentum", { optimiser: { momentum: 0.9, weightDecay: 0.1 } }],
    ["no momentum", { optimiser: { momentum: 0, weightDecay: 0 } }],
    [
      "nesterov, no decay of vectors",
      { optimiser: { momentum: 0.9, weightDecay: 0.1, nesterov: true, decayVectors: false } },
    ],
    ["smoothed labels", { labelSmoothing: 0.2 }],
    ["the average of the weights", { averageDecay: 0.8 }],
    ["accumulated gradients", { accumulate: 4 }],
    ["all together", { accumulate: 2, averageDecay: 0.5, labelSmoothing: 0.1, seed: 4 }],
  ])("%s", async (_, change) => {
    const schedule = { rate: 0.3, curve: { kind: "linear" } };
    const recipe = tinyRecipe({ length: { epochs: 3 }, augmentation: null, normalisation, schedule, ...change });
    const { parameters } = await train({ model: colours, recipe, data: { train: set }, device });
    const got = [...parameters["fc.weight"]!.data, ...parameters["fc.bias"]!.data];
    const rates = [0, 1, 2, 3, 4, 5].map((step) => 0.3 * (1 - step / 6));
    expect(relativeError(got, loops(recipe, rates))).toBeLessThan(1e-6);
  });
});

test("two parts of 16 make the update of a batch of 32, where no batch norm sees the parts", async () => {
  const convolution = { op: "conv", name: "conv1", out: 4, kernel: 3, stride: 1 } as const;
  const plain: Model = {
    format: 1,
    name: "one convolution",
    input: [1, 6, 6],
    stem: [convolution, { op: "relu" }],
    stages: [],
    head: [{ op: "globalAveragePool" }, { op: "linear", name: "fc", out: 3 }],
  };
  const run = (accumulate: number) =>
    train({ model: plain, recipe: tinyRecipe({ batch: 32, accumulate }), data: { train: tinySet(100) }, device });
  const [whole, parts] = [await run(1), await run(2)];
  for (const [name, { data }] of Object.entries(whole.parameters)) {
    expect(relativeError(parts.parameters[name]!.data, data)).toBeLessThan(1e-6);
  }
  expect(whole.parameters["fc.weight"]).not.toEqual(initialise(plain, 0)["fc.weight"]);
});
