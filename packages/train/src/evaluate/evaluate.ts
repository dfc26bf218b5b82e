// Testing a network on a set of images, as often as one likes on one loaded program.
import { type Device, type Gates, gateVector, type Parameters, type Program, plan } from "@unravel/core";
import { fillBatch, type ImageSet, type Normalisation } from "@unravel/data";
import { inferenceGraph, type Model, writeStates } from "@unravel/models";
import { TrainingError } from "../errors.ts";
import { requireFit } from "../fit.ts";
import { createPacer } from "../pace.ts";
import { evaluationGates } from "../survival.ts";
import type { Evaluation } from "./evaluation.ts";
import { addLogits, concludeTally, createTally } from "./tally.ts";

/** One pass over a set. */
export type PassOptions = {
  readonly set: ImageSet;
  readonly normalisation: Normalisation;
  /** Forward gates by path name (0 deletes a path); the others have their survival probability, 1 without stochastic depth. */
  readonly gates?: Gates;
  /** Called after each batch. */
  readonly onProgress?: (done: number, images: number) => void;
  /** Ends the pass: it then throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
};

/** What is loaded for the passes. */
export type EvaluatorOptions = {
  readonly model: Model;
  /** Left out, `write` has to come before `evaluate`. */
  readonly parameters?: Parameters;
  readonly device: Device;
  /** Images that run together; changes memory and speed, not the numbers. Default 128. */
  readonly batch?: number;
};

/** A model loaded once, to be tested with many gates, parameters or sets. Calls must not overlap. */
export type Evaluator = {
  /** Its `memory` says what it takes. */
  readonly program: Program;
  /** Takes other parameters (torch's names and layout). Throws a WeightsError where some are missing or mis-shaped. */
  write(parameters: Parameters): Promise<void>;
  /** Throws a TrainingError where the set does not fit the model. */
  evaluate(options: PassOptions): Promise<Evaluation>;
  /** Gives the memory back. */
  dispose(): void;
};

/**
 * Loads `model` for testing. Throws a MemoryError where the device has too little memory, and a WeightsError where
 * parameters are missing or of another shape.
 */
export async function createEvaluator({
  model,
  parameters,
  device,
  batch = 128,
}: EvaluatorOptions): Promise<Evaluator> {
  const program = plan(inferenceGraph(model, { batch }), device.capabilities);
  const executable = await device.load(program);
  let written = false;
  const write = async (next: Parameters) => {
    await writeStates(executable, next);
    written = true;
  };
  if (parameters) await write(parameters);
  const [channels, height, width] = model.input;
  const images = new Float32Array(batch * channels * height * width);
  const labels = new Int32Array(batch);
  const classes = program.graph.outputs.get("logits")!.shape[1]!;
  const survival = evaluationGates(model);

  return {
    program,
    write,
    async evaluate({ set, normalisation, gates, onProgress, signal }) {
      requireFit(model, set, classes);
      if (!written) throw new TrainingError(`${model.name} has no weights yet. Call write before evaluate.`);
      const tally = createTally(classes);
      const pace = createPacer();
      const total = set.labels.length;
      executable.writeGates(gateVector(program.graph, { ...survival, ...gates }));
      for (let start = 0; start < total; start += batch) {
        signal?.throwIfAborted();
        const count = Math.min(batch, total - start);
        const indices = Uint32Array.from({ length: count }, (_, index) => start + index);
        fillBatch({ set, indices, normalisation, out: images, labels });
        await executable.write("images", images);
        await executable.write("labels", labels);
        await executable.write("valid", Int32Array.of(count));
        await executable.run();
        addLogits(tally, await executable.read("logits"), labels, count);
        onProgress?.(start + count, total);
        await pace();
      }
      return concludeTally(tally, set.classes);
    },
    dispose: () => executable.dispose(),
  };
}

/** Tests once; for several passes over one model use `createEvaluator`. */
export async function evaluate(
  options: Required<Pick<EvaluatorOptions, "parameters">> & EvaluatorOptions & PassOptions,
): Promise<Evaluation> {
  const evaluator = await createEvaluator(options);
  try {
    return await evaluator.evaluate(options);
  } finally {
    evaluator.dispose();
  }
}
