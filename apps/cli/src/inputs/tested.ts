// A network with its weights and the images that it is tested on, as flags name them.
import { type Model, parameters as parametersOf } from "@unravel/blocks";
import type { Parameters } from "@unravel/core";
import { type ImageSet, type Normalisation, selectImages } from "@unravel/data";
import { initialise, type ModelOptions, matchParameters, type Weights } from "@unravel/models";
import type { Command } from "commander";
import { integerWithin, shareOrCount } from "../command.ts";
import { oneOf } from "../names.ts";
import type { Report } from "../output/report.ts";
import {
  chooseSource,
  type DataFlags,
  loadImages,
  type Part,
  parts,
  publishedNormalisation,
  withDataFlags,
} from "./data.ts";
import { type DeviceFlags, withDeviceFlags } from "./device-flags.ts";
import { chooseModel } from "./model.ts";
import { modelOptionsOf, withModelFlags } from "./model-flags.ts";
import { chooseNormalisation, type NormalisationFlags, withNormalisationFlags } from "./normalisation.ts";
import { withNetworkFlags } from "./weights.ts";

/** The flags as commander gives them. */
export type TestedFlags = ModelOptions &
  NormalisationFlags &
  DataFlags &
  DeviceFlags & {
    readonly model?: string;
    readonly weights?: string;
    readonly split: string;
    readonly validation: number;
    readonly images?: number;
    readonly batch: number;
    /** Of untrained weights; only commands that take them have this flag. */
    readonly seed?: number;
  };

/** Adds the flags to a command. `batch`: the default number of images that run together. */
export const withTestedFlags = (command: Command, batch = 100): Command =>
  withModelFlags(
    withNormalisationFlags(withDeviceFlags(withDataFlags(withNetworkFlags(command))))
      .option("--split <name>", `which images: ${Object.keys(parts).join(", ")}`, "test")
      .option("--validation <n>", "the training images of --split validation: a number or a share", shareOrCount, 0.1)
      .option("--images <n>", "only the first n of them", integerWithin(1, 1e9))
      .option("--batch <n>", "images that run together", integerWithin(1, 65_536), batch),
  );

/** What is tested on what. */
export type Tested = {
  readonly model: Model;
  /** The changes that flags make to it. */
  readonly options: ModelOptions;
  readonly parameters: Parameters;
  /** What untrained weights depend on; null for trained ones. */
  readonly initialSeed: number | null;
  readonly set: ImageSet;
  readonly normalisation: Normalisation;
  readonly batch: number;
  /** Which images. */
  readonly part: Part;
  /** Who says how images are normalised. */
  readonly from: string;
};

/** The first `count` images of `set`. */
const first = (set: ImageSet, count: number): ImageSet =>
  count >= set.labels.length
    ? set
    : selectImages(
        set,
        Uint32Array.from({ length: count }, (_, index) => index),
      );

/** The first `count` training images of the data set that the flags name, for a network of that input. */
export async function loadTrainingImages(
  options: TestedFlags,
  { model: { input } }: Tested,
  count: number,
  report: Report,
  signal: AbortSignal,
): Promise<ImageSet> {
  const source = await chooseSource(options, [input[1], input[2]]);
  return first(await loadImages({ ...source, split: "train", report, signal }), count);
}

/**
 * Loads what the flags name: with `weights`, or untrained with random ones. Throws a UsageError for flags that name nothing, a WeightsError
 * for weights that do not fit, and what loading images throws.
 */
export async function loadTested(
  options: TestedFlags,
  weights: Weights | undefined,
  report: Report,
  signal: AbortSignal,
): Promise<Tested> {
  const flags = modelOptionsOf(options);
  const { seed = 0 } = options;
  const part = oneOf("split", options.split, Object.keys(parts) as Part[]);
  const { input } = await chooseModel(options.model, flags, { weights });
  const source = await chooseSource(options, [input[1], input[2]]);
  const all = await parts[part]({ ...source, report, signal }, options.validation);
  const set = first(all, options.images ?? all.labels.length);
  const model = await chooseModel(options.model, flags, { weights, classes: set.classes.length });
  const matched = weights && matchParameters(parametersOf(model), weights.tensors);
  for (const notice of [...(weights?.notices ?? []), ...(matched?.notices ?? [])]) report.notice(notice);
  return {
    model,
    options: flags,
    parameters: matched?.parameters ?? initialise(model, seed),
    initialSeed: matched ? null : seed,
    set,
    batch: options.batch,
    part,
    ...chooseNormalisation(options, weights, set, publishedNormalisation(source)),
  };
}
