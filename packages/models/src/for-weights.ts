// A zoo network in the form that a file's weights were trained in.
import type { Model } from "@unravel/blocks";
import type { Weights } from "./weights/index.ts";
import { buildModel, type ModelOptions } from "./zoo/index.ts";

/**
 * Builds the zoo's network `name` as `weights` need it: with what their origin says of the form (option A's zeros half
 * in front, convolutions with biases ...), and `options` on top. A plain network has no shortcut to resize.
 * Throws as `buildModel` does.
 */
export function buildModelFor(weights: Pick<Weights, "modelOptions">, name: string, options: ModelOptions = {}): Model {
  const isPlain = buildModel(name, options).stages.every((blocks) => blocks.every(({ shortcut }) => shortcut === null));
  const { resize, ...form } = weights.modelOptions;
  return buildModel(name, { ...form, ...(resize && !isPlain ? { resize } : {}), ...options });
}
