// Images made on the host and on the device: the same weights, to the bit.
import { type Capabilities, createReferenceDevice, type Device, type Parameters } from "@unravel/core";
import { createWasmDevice } from "@unravel/core/wasm";
import { channelStatistics, type Normalisation, pixelMean } from "@unravel/data";
import { initialise } from "@unravel/models";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Recipe } from "../recipe/recipe.ts";
import { createBatches } from "./batches.ts";
import { createTimeline } from "./timeline.ts";
import { tinyModel, tinyRecipe, tinySet } from "./tiny.testing.ts";
import { createTrainer } from "./trainer.ts";

const set = tinySet(20);
const indices = Uint32Array.from({ length: 18 }, (_, index) => index + 1);
const model = tinyModel();
const steps = 5; // of batches that cross the epochs' borders

const tooSmall = { memoryBytes: 0, slabBytes: 0 };

/** All states after the steps, and the names of the program's inputs. */
async function statesAfter(
  device: Device,
  recipe: Recipe,
  normalisation: Normalisation,
  capabilities: Pick<Capabilities, "memoryBytes" | "slabBytes">,
): Promise<{ readonly states: Parameters; readonly inputs: readonly string[] }> {
  const timeline = createTimeline(recipe, indices.length);
  const batches = createBatches({ set, indices, normalisation, recipe, timeline, capabilities });
  const trainer = await createTrainer({ model, recipe, frozen: [], device, batches });
  await trainer.begin(initialise(model, 1));
  for (let step = 0; step < steps; step++) await trainer.update(step, 0.1);
  const states = await trainer.read();
  const inputs = [...trainer.program.graph.inputs.keys()];
  trainer.dispose();
  return { states, inputs };
}

describe.each([
  ["reference", async () => createReferenceDevice({ fill: Number.NaN })],
  ["wasm", () => createWasmDevice({ threads: 2, fill: Number.NaN })],
] as const)("%s", (_, open) => {
  let device: Device;
  beforeAll(async () => {
    device = await open();
  });
  afterAll(() => device.dispose());

  test.each<[string, Normalisation, Partial<Recipe>]>([
    ["normalised by channel", channelStatistics(set), {}],
    ["normalised by pixel", { pixelMean: pixelMean(set) }, {}],
    ["as they are, in parts of a batch", { mean: [0.3], std: [0.2] }, { augmentation: null, accumulate: 2 }],
  ])("images %s", async (_, normalisation, change) => {
    const recipe = tinyRecipe({ length: { steps }, ...change });
    const host = await statesAfter(device, recipe, normalisation, tooSmall);
    const resident = await statesAfter(device, recipe, normalisation, device.capabilities);
    expect(host.inputs).toContain("images");
    expect(resident.inputs).toContain("dataset");
    expect(resident.inputs).not.toContain("images");
    expect(resident.states).toEqual(host.states);
  });
});

test("a set stays with the host where it takes more than an eighth of the memory, or than one buffer", () => {
  const recipe = tinyRecipe();
  const timeline = createTimeline(recipe, indices.length);
  const isKept = (memoryBytes: number, slabBytes: number) =>
    createBatches({
      ...{ set, indices, recipe, timeline, normalisation: { mean: [0], std: [1] } },
      capabilities: { memoryBytes, slabBytes },
    }).dataset !== undefined;
  const bytes = set.images.length;
  expect([isKept(8 * bytes, bytes), isKept(8 * bytes - 1, bytes), isKept(8 * bytes, bytes - 1)]).toEqual([
    true,
    false,
    false,
  ]);
});
