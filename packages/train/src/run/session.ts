// All that a run works with, opened for one sitting: programs on the device, batches, the sets to evaluate.
import { type Device, formatBytes, MemoryError } from "@unravel/core";
import type { Store } from "@unravel/core/store";
import { type ImageSet, selectImages } from "@unravel/data";
import type { Model } from "@unravel/models";
import { createEvaluator, type Evaluator } from "../evaluate/evaluate.ts";
import type { Evaluation } from "../evaluate/evaluation.ts";
import { classesOf, requireFit } from "../fit.ts";
import type { Recipe } from "../recipe/recipe.ts";
import { createBatches } from "./batches.ts";
import { type RunConfig, restoreNormalisation } from "./config.ts";
import type { EvaluationProgress, RunView, SessionOptions } from "./options.ts";
import { splitTraining } from "./split.ts";
import { evaluatedParameters } from "./states.ts";
import { createTimeline, type Timeline } from "./timeline.ts";
import { createTrainer, type Trainer } from "./trainer.ts";

export type Session = {
  readonly model: Model;
  readonly recipe: Recipe;
  readonly store: Store;
  readonly options: SessionOptions;
  readonly timeline: Timeline;
  readonly trainer: Trainer;
  readonly parameters: RunView["parameters"];
  /** Evaluates the weights as they are on the images held out, if some are. Throws the signal's reason when stopped. */
  readonly validate: () => Promise<Evaluation | undefined>;
  /** The same on the test set. */
  readonly test: () => Promise<Evaluation | undefined>;
  dispose(): void;
};

/** An evaluator for sets of at most `images` images; none is needed for 0. The run's weights come later. */
const openEvaluator = async (model: Model, device: Device, images: number): Promise<Evaluator | undefined> =>
  images > 0 ? createEvaluator({ model, device, batch: Math.min(images, 128) }) : undefined;

/** What is left of a budget beside the evaluator, as an option of the trainer. */
const leftToTrain = (
  budget: number | undefined,
  evaluator: Evaluator | undefined,
): { readonly memoryBytes?: number } =>
  budget === undefined ? {} : { memoryBytes: Math.max(0, budget - (evaluator?.program.memory.peak ?? 0)) };

/** `error`, with what testing takes of the budget where that was too small. */
function explainBudget(error: unknown, budget: number | undefined, evaluator: Evaluator | undefined): unknown {
  if (!(error instanceof MemoryError) || budget === undefined || !evaluator) return error;
  const testing = formatBytes(evaluator.program.memory.peak);
  return new MemoryError(`${error.message} Testing takes ${testing} of the budget of ${formatBytes(budget)}.`, {
    cause: error,
  });
}

const thousands = (count: number): string => count.toLocaleString("en");

/**
 * Opens what `config` describes. Throws before anything runs: a TrainingError where model, recipe and images do not fit,
 * a MemoryError where the device has too little memory.
 */
export async function openSession(config: RunConfig, store: Store, options: SessionOptions): Promise<Session> {
  const { model, recipe, frozen } = config;
  const { device, data, signal, onNotice: notice = () => {} } = options;
  const classes = classesOf(model);
  for (const set of [data.train, data.test]) if (set) requireFit(model, set, classes);
  const normalisation = restoreNormalisation(config.normalisation);
  const split = splitTraining(data.train, recipe);
  const timeline = createTimeline(recipe, split.train.length);
  // What the host may take of the device: images that would leave too little of it to the network stay with the host.
  const memoryBytes = Math.min(device.capabilities.memoryBytes, options.memoryBytes ?? Number.POSITIVE_INFINITY);
  const batches = createBatches({
    set: data.train,
    indices: split.train,
    normalisation,
    recipe,
    timeline,
    capabilities: { ...device.capabilities, memoryBytes },
  });
  const heldOut = recipe.validation > 0 ? selectImages(data.train, split.validation) : undefined;
  const largest = Math.max(heldOut?.labels.length ?? 0, data.test?.labels.length ?? 0);
  const evaluator = await openEvaluator(model, device, largest);
  const budget = leftToTrain(options.memoryBytes, evaluator);
  const trainer = await createTrainer({ model, recipe, frozen, device, batches, ...budget }).catch((error: unknown) => {
    evaluator?.dispose();
    throw explainBudget(error, options.memoryBytes, evaluator);
  });

  const parameters = async () => evaluatedParameters(model, await trainer.read());

  async function evaluateOn(
    part: EvaluationProgress["part"],
    set: ImageSet | undefined,
  ): Promise<Evaluation | undefined> {
    if (!evaluator || !set) return undefined;
    await evaluator.write(await parameters());
    const onProgress = (done: number, total: number) => options.onEvaluation?.({ part, done, total });
    return evaluator.evaluate({ set, normalisation, signal, onProgress });
  }

  for (const set of [data.train, data.test]) if (set?.provenance.notice) notice(set.provenance.notice);
  if (heldOut)
    notice(
      `${thousands(split.validation.length)} of the ${thousands(data.train.labels.length)} training images are held out for validation.`,
    );
  if (timeline.leftOut > 0) {
    notice(
      `Of each epoch's ${thousands(split.train.length)} images ${timeline.leftOut} fill no batch of ${recipe.batch} and are left out, others each time.`,
    );
  }
  const { peak, states, inputs, repeated } = trainer.program.memory;
  const testing = evaluator ? `, and ${formatBytes(evaluator.program.memory.peak)} to evaluate` : "";
  notice(
    `Memory on ${device.name}: ${formatBytes(peak)} to train (${formatBytes(states)} of them weights and momentum, ${formatBytes(inputs)} images)${testing}.`,
  );
  if (repeated > 0) {
    notice(
      `To fit, the backward pass repeats ${Math.ceil(100 * repeated)}% of the forward pass's launches instead of keeping their results: slower, with the same numbers.`,
    );
  }

  return {
    model,
    recipe,
    store,
    options,
    timeline,
    trainer,
    parameters,
    validate: () => evaluateOn("validation", heldOut),
    test: () => evaluateOn("test", data.test),
    dispose() {
      trainer.dispose();
      evaluator?.dispose();
    },
  };
}
