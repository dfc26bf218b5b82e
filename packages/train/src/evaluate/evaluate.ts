// Testing a network on a set of images, as often as one likes on one loaded program.
import type { Parameters, Program } from "@unravel/core";
import type { Evaluation } from "./evaluation.ts";
import { createPredictor, type EvaluatorOptions, type PassOptions } from "./predict.ts";
import { addLogits, concludeTally, createTally } from "./tally.ts";

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
export async function createEvaluator(options: EvaluatorOptions): Promise<Evaluator> {
  const { program, classes, write, predict, dispose } = await createPredictor(options);
  return {
    program,
    write,
    async evaluate(pass) {
      const tally = createTally(classes);
      for await (const { logits, labels, count } of predict(pass)) addLogits(tally, logits, labels, count);
      return concludeTally(tally, pass.set.classes);
    },
    dispose,
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
