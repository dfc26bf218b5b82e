// This project's own files of weights, which know their network, its classes and how images are normalised.
import { type Model, parameters as parametersOf, parseModel } from "@unravel/blocks";
import type { Parameters } from "@unravel/core";
import { matchParameters, ownMetadata, type Weights, WeightsError, writeSafetensors } from "./weights/index.ts";

/** How images were normalised, in units of x / 255: by channel, or by a mean of each pixel (height x width x channels). */
export type SavedNormalisation =
  | { readonly mean: readonly number[]; readonly std: readonly number[] }
  | { readonly pixelMean: Float32Array };

/** What may be saved beside weights. */
export type SavedContext = {
  readonly normalisation?: SavedNormalisation;
  /** The names of the classes, in the order of the outputs. */
  readonly classes?: readonly string[];
};

/** A network with its weights. */
export type LoadedModel = SavedContext & { readonly model: Model; readonly parameters: Parameters };

/**
 * `model` with its `parameters` as a safetensors file that `loadModel` reads back, and every other reader of that
 * format too. Throws a WeightsError where the parameters are not the model's.
 */
export function saveWeights(
  model: Model,
  parameters: Parameters,
  { normalisation, classes }: SavedContext = {},
): Uint8Array<ArrayBuffer> {
  const stored =
    normalisation && "pixelMean" in normalisation ? { pixelMean: [...normalisation.pixelMean] } : normalisation;
  const context = Object.entries({ model, normalisation: stored, classes }).filter(([, value]) => value !== undefined);
  return writeSafetensors(matchParameters(parametersOf(model), parameters).parameters, {
    ...ownMetadata,
    ...Object.fromEntries(context.map(([key, value]) => [key, JSON.stringify(value)])),
  });
}

/** A record beside the tensors, as JSON text; undefined in files of other origin. */
function saved<T>({ metadata }: Weights, key: string, parse: (value: unknown) => T): T | undefined {
  const text = metadata[key];
  if (text === undefined || !("unravel" in metadata)) return undefined;
  try {
    return parse(JSON.parse(text));
  } catch (cause) {
    throw new WeightsError(
      `The weights' own record of their ${key} is damaged: ${(cause as Error).message}. Name it yourself, or save the weights again.`,
      { cause },
    );
  }
}

const areNumbers = (value: unknown): value is number[] => Array.isArray(value) && value.every(Number.isFinite);

function parseNormalisation(value: unknown): SavedNormalisation {
  const { mean, std, pixelMean } = { ...(value as Readonly<Record<string, unknown>>) };
  if (areNumbers(pixelMean)) return { pixelMean: Float32Array.from(pixelMean) };
  if (areNumbers(mean) && areNumbers(std)) return { mean, std };
  throw new Error("expected mean and std, or pixelMean, as lists of numbers");
}

function parseClasses(value: unknown): readonly string[] {
  if (Array.isArray(value) && value.every((name) => typeof name === "string")) return value;
  throw new Error("expected a list of names");
}

/** The network that was saved with `weights`; undefined where none was. Throws a WeightsError for a damaged record. */
export const savedModel = (weights: Weights): Model | undefined => saved(weights, "model", parseModel);

/** The normalisation that was saved with `weights`; undefined where none was. Throws a WeightsError for a damaged record. */
export const savedNormalisation = (weights: Weights): SavedNormalisation | undefined =>
  saved(weights, "normalisation", parseNormalisation);

/** The names of the classes that were saved with `weights`; undefined where none were. Throws a WeightsError for a damaged record. */
export const savedClasses = (weights: Weights): readonly string[] | undefined =>
  saved(weights, "classes", parseClasses);

/**
 * The network that `weights` (`readWeights`) were saved with, and all that is known of it. Throws a WeightsError for
 * files of other origin, which do not name their network (use `buildModelFor`), and for damaged ones.
 */
export function loadModel(weights: Weights): LoadedModel {
  const model = savedModel(weights);
  if (!model) {
    throw new WeightsError(
      `These are ${weights.dialect} weights, which do not name their network. Build it by buildModelFor(weights, name).`,
    );
  }
  const normalisation = savedNormalisation(weights);
  const classes = savedClasses(weights);
  return {
    model,
    parameters: matchParameters(parametersOf(model), weights.tensors).parameters,
    ...(normalisation ? { normalisation } : {}),
    ...(classes ? { classes } : {}),
  };
}
