// Weights that the user names, and what this project's own files say about themselves.
import { basename } from "node:path";
import { type Model, parseModel } from "@unravel/blocks";
import type { Normalisation } from "@unravel/data";
import { readWeights, type Weights } from "@unravel/models";
import { limits, readUserFile } from "./file.ts";

/** The weights in the file at `path`. Throws a StoreError or WeightsError, both with the file's name. */
export const loadWeights = async (path: string): Promise<Weights> =>
  readWeights(await readUserFile(path, limits.weights), { fileName: basename(path) });

/** A record that training saved beside its weights, as JSON text; undefined in files of other origin. */
function saved<T>({ metadata }: Weights, key: string, parse: (value: unknown) => T): T | undefined {
  const text = metadata[key];
  if (text === undefined || !("unravel" in metadata)) return undefined;
  try {
    return parse(JSON.parse(text));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`The weights' own record of their ${key} is damaged: ${reason}. Name it by flags.`, {
      cause: error,
    });
  }
}

/** The network that training saved with its weights. */
export const savedModel = (weights: Weights): Model | undefined => saved(weights, "model", parseModel);

const areNumbers = (value: unknown): value is number[] => Array.isArray(value) && value.every(Number.isFinite);

function parseNormalisation(value: unknown): Normalisation {
  const { mean, std, pixelMean } = { ...(value as Readonly<Record<string, unknown>>) };
  if (areNumbers(pixelMean)) return { pixelMean: Float32Array.from(pixelMean) };
  if (areNumbers(mean) && areNumbers(std)) return { mean, std };
  throw new Error("expected mean and std, or pixelMean, as lists of numbers");
}

/** The normalisation that training saved with its weights. */
export const savedNormalisation = (weights: Weights): Normalisation | undefined =>
  saved(weights, "normalisation", parseNormalisation);
