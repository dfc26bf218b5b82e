// A network, images and a recipe so small that a whole run takes milliseconds.
import { randomStream, uniform } from "@unravel/core/random";
import type { ImageSet } from "@unravel/data";
import { buildModel, type Model, type ModelOptions } from "@unravel/models";
import type { Recipe } from "../recipe/recipe.ts";
import { parseRecipe } from "../recipe/schema.ts";

/** A residual network of two stages for 6x6 images. */
export const tinyModel = (options: ModelOptions = {}): Model =>
  buildModel("preresnet110", { input: [1, 6, 6], classes: 3, depths: [1, 1], widths: [2, 3], ...options });

const patterns = [(y: number) => y, (_y: number, x: number) => x, (y: number, x: number) => x + y];

/** `count` grey images of rows, columns or a chequerboard, in noise. */
export function tinySet(count: number, seed = 1): ImageSet {
  const stream = randomStream(seed, "test");
  const labels = Int32Array.from({ length: count }, (_, image) => image % 3);
  const images = Uint8Array.from({ length: count * 36 }, (_, at) => {
    const pattern = patterns[labels[Math.floor(at / 36)]!]!;
    return 155 * uniform(stream, at) + 100 * (pattern(Math.floor(at / 6), at % 6) % 2);
  });
  return {
    name: `tiny ${seed}`,
    shape: [1, 6, 6],
    images,
    labels,
    classes: ["rows", "columns", "chequerboard"],
    provenance: { source: "made by the tests", files: [], known: true },
  };
}

/** A recipe for 40 images in batches of 8, `change` on top. */
export const tinyRecipe = (change: Partial<Record<keyof Recipe, unknown>> = {}): Recipe =>
  parseRecipe({
    format: 1,
    name: "tiny",
    batch: 8,
    length: { epochs: 2 },
    optimiser: { momentum: 0.9, weightDecay: 1e-3 },
    schedule: { rate: 0.1, curve: { kind: "constant" } },
    normalisation: "channel",
    augmentation: { pad: 1, flip: true },
    window: 2,
    ...change,
  });
