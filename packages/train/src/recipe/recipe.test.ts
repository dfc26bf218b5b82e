import type { ImageSet } from "@unravel/data";
import { describe, expect, test } from "vitest";
import { splitTraining } from "../run/split.ts";
import type { Recipe } from "./recipe.ts";
import { recipes } from "./recipes.ts";
import { parseRecipe } from "./schema.ts";

const quick = recipes.quick;

describe("recipes", () => {
  test.each(Object.entries(recipes))("%s survives JSON", (name, recipe) => {
    expect(parseRecipe(JSON.parse(JSON.stringify(recipe)))).toEqual(recipe);
    expect(recipe.name).toBe(name);
  });

  test("what is left out is filled in", () => {
    const { format, name, batch, length, normalisation } = quick;
    const json = {
      format,
      name,
      batch,
      length,
      normalisation,
      optimiser: { momentum: 0.9, weightDecay: 0 },
      schedule: { rate: 0.1, curve: { kind: "constant" } },
    } as const;
    expect(parseRecipe(json)).toEqual({
      ...json,
      accumulate: 1,
      optimiser: { momentum: 0.9, weightDecay: 0, nesterov: false, decayVectors: true },
      schedule: { ...json.schedule, warmUp: null },
      augmentation: null,
      labelSmoothing: 0,
      survivalDraw: "independent",
      averageDecay: null,
      validation: 0,
      window: 50,
      seed: 0,
    } satisfies Recipe);
  });
});

test("a share of the images can be held out", () => {
  const set = { labels: new Int32Array(144) } as ImageSet;
  const { train, validation } = splitTraining(set, quick);
  expect([train.length, validation.length]).toEqual([130, 14]);
  expect(() => splitTraining(set, { validation: 5000 })).toThrow(/5000 of 144 images.*\(--validation\).*0\.1/);
});

describe("parseRecipe refuses, and says where", () => {
  const { schedule, optimiser } = quick;
  const curve = (curve: unknown) => ({ schedule: { ...schedule, curve } });
  const until = (until: unknown) => ({ schedule: { ...schedule, warmUp: { rate: 0.01, until } } });
  test("an absent field", () => {
    const { batch: _, ...rest } = quick;
    expect(() => parseRecipe(rest)).toThrow("Recipe: batch: it is missing.");
  });

  test.each<[string, unknown, string]>([
    ["no recipe", 7, "Recipe: expected a record, got 7."],
    ["a missing field", { batch: undefined }, "batch: expected an integer from 1 to 65536, got nothing"],
    ["another format", { format: 2 }, "format: expected 1, the only format there is, got 2"],
    ["an unknown field", { lr: 1 }, "lr: there is no such field; check its spelling or leave it out"],
    ["an unknown field within", { optimiser: { ...optimiser, beta: 1 } }, "optimiser.beta: there is no such field"],
    ["a fraction", { batch: 1.5 }, "batch: expected an integer from 1 to 65536, got 1.5"],
    [
      "a number outside",
      { optimiser: { ...optimiser, momentum: 3 } },
      "momentum: expected a number from 0 to 1, got 3",
    ],
    ["a word for a number", { seed: "x" }, 'seed: expected an integer from 0 to 2147483647, got "x"'],
    ["both lengths", { length: { epochs: 1, steps: 1 } }, 'length: expected {"epochs": whole number} or'],
    ["half an epoch", { length: { epochs: 0.5 } }, 'length: expected {"epochs": whole number} or'],
    ["an unknown curve", curve({ kind: "sawtooth" }), "schedule.curve.kind: expected one of constant, steps, cosine"],
    ["no curve", curve(3), "schedule.curve: expected a record, got 3"],
    ["a curve's fault", curve({ kind: "oneCycle", peak: 2, start: 0 }), "curve.peak: expected a number from 0.001"],
    ["a list's fault", curve({ kind: "steps", at: [{ steps: 1 }, 5], factor: 1 }), "curve.at[1]: expected {"],
    ["an unclear moment", until({ minutes: 3 }), "schedule.warmUp.until: expected {"],
    ["parts that do not divide", { accumulate: 3 }, "accumulate: expected a divisor of the batch of 128, got 3"],
    [
      "a plateau of nothing",
      { ...curve({ kind: "plateau", factor: 0.1, patience: 1 }), validation: 0 },
      "validation: expected images to hold out, got 0",
    ],
    ["augmentation", { augmentation: { pad: 4 } }, "augmentation"],
    ["normalisation", { normalisation: "mean" }, 'normalisation: expected "channel", "pixelMean" or'],
  ])("%s", (_, change, message) => {
    const json = typeof change === "object" ? { ...quick, ...change } : change;
    expect(() => parseRecipe(json)).toThrow(message);
  });
});
