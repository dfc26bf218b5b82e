// A new run, from the flags that describe it.
import type { ModelOptions } from "@unravel/models";
import type { TrainingResult } from "@unravel/train";
import type { Call } from "../command.ts";
import { requireDevice, withDevices } from "../devices.ts";
import { chooseSource, type DataFlags, loadTrainingData } from "../inputs/data.ts";
import type { DeviceFlags } from "../inputs/device-flags.ts";
import { chooseModel } from "../inputs/model.ts";
import { modelOptionsOf } from "../inputs/model-flags.ts";
import { trainedWith } from "../inputs/normalisation.ts";
import { chooseRecipe, type RecipeFlags } from "../inputs/recipe.ts";
import { readTuning } from "../inputs/tuning.ts";
import { loadWeights } from "../inputs/weights.ts";
import { beginRun } from "./begin.ts";
import { defaultRunFolder, newRunFolder } from "./folder.ts";

/** What decides a new run. */
export type StartFlags = ModelOptions &
  RecipeFlags &
  DataFlags &
  DeviceFlags & {
    readonly model?: string;
    readonly recipe?: string;
    readonly seed?: number;
    readonly out?: string;
    readonly init?: string;
    readonly freeze?: readonly string[];
    readonly skipTest?: boolean;
    readonly memory?: number;
    readonly checkpointEvery?: number;
  };

/** Starts the run that the flags describe, and works on it until its end or until `signal` stops it. */
export async function startRun(call: Call<StartFlags>, signal: AbortSignal): Promise<TrainingResult> {
  const { options, report, commandLine } = call;
  const { init, freeze, memory, checkpointEvery } = options;
  requireDevice(options);
  const tuning = options.tuned === undefined ? undefined : await readTuning(options.tuned);
  const flags = modelOptionsOf(options);
  const recipe = await chooseRecipe(options.recipe ?? "quick", options);
  const seed = options.seed ?? recipe.seed;
  const weights = init === undefined ? undefined : await loadWeights(init);
  const { input, name } = await chooseModel(options.model, flags, { weights });
  const source = await chooseSource(options, [input[1], input[2]]);
  const directory = await newRunFolder(options.out ?? defaultRunFolder(name, recipe.name, seed, new Date()));

  const data = await loadTrainingData({ ...source, report, signal }, !options.skipTest);
  const model = await chooseModel(options.model, flags, { weights, classes: data.train.classes.length });
  // What the weights were trained with, unless the recipe gives numbers of its own.
  const trained = weights && typeof recipe.normalisation === "string" ? trainedWith(weights) : undefined;
  if (trained) report.notice(`Images are normalised by ${trained.from}.`);
  const plan = {
    model,
    recipe,
    seed,
    data,
    source,
    directory,
    commandLine,
    ...(tuning ? { tuning } : {}),
    ...(weights ? { initial: weights.tensors } : {}),
    ...(trained ? { normalisation: trained.normalisation } : {}),
    ...(freeze ? { frozen: freeze } : {}),
    ...(memory === undefined ? {} : { memoryBytes: memory }),
    ...(checkpointEvery === undefined ? {} : { checkpointEvery }),
  };
  return withDevices({ ...options, tuning }, report, (devices) => beginRun(plan, devices, report, signal));
}
