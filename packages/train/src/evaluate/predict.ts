// A model loaded to look at images: their logits, batch by batch.
import {
  type Device,
  type Gates,
  gateVector,
  loadBatch,
  type Numbers,
  type Parameters,
  type Program,
} from "@unravel/core";
import { fillBatch, type ImageSet, type Normalisation } from "@unravel/data";
import { inferenceGraph, type Model, writeStates } from "@unravel/models";
import { TrainingError } from "../errors.ts";
import { requireFit } from "../fit.ts";
import { createPacer } from "../pace.ts";
import { evaluationGates } from "../survival.ts";

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
  /** Left out, `write` has to come before the first pass. */
  readonly parameters?: Parameters;
  readonly device: Device;
  /** Images that run together; changes memory and speed, not the numbers. Default 128. */
  readonly batch?: number;
};

/** The first `count` rows are of images, whose right classes are `labels`; what follows is padding. */
export type LogitsBatch = { readonly logits: Numbers; readonly labels: Int32Array; readonly count: number };

/** A loaded model. Passes must not overlap. */
export type Predictor = {
  /** Its `memory` says what it takes. */
  readonly program: Program;
  /** How many it tells apart. */
  readonly classes: number;
  /** Takes other parameters (torch's names and layout). Throws a WeightsError where some are missing or mis-shaped. */
  write(parameters: Parameters): Promise<void>;
  /** The logits of the set's images, in order. Throws a TrainingError where the set does not fit the model. */
  predict(options: PassOptions): AsyncGenerator<LogitsBatch>;
  /** Gives the memory back. */
  dispose(): void;
};

/** Loads `model`. Throws a MemoryError where the device has too little memory, and a WeightsError as `write` does. */
export async function createPredictor({
  model,
  parameters,
  device,
  batch = 128,
}: EvaluatorOptions): Promise<Predictor> {
  const executable = await loadBatch(device, (images) => inferenceGraph(model, { batch: images }), batch);
  const { program } = executable;
  let written = false;
  const write = async (next: Parameters) => {
    await writeStates(executable, next);
    written = true;
  };
  try {
    if (parameters) await write(parameters);
  } catch (error) {
    executable.dispose();
    throw error;
  }
  const [channels, height, width] = model.input;
  const images = new Float32Array(batch * channels * height * width);
  const labels = new Int32Array(batch);
  const classes = program.graph.outputs.get("logits")!.shape[1]!;
  const survival = evaluationGates(model);

  return {
    program,
    classes,
    write,
    async *predict({ set, normalisation, gates, onProgress, signal }) {
      requireFit(model, set, classes);
      if (!written) throw new TrainingError(`${model.name} has no weights yet. Call write before evaluate.`);
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
        yield { logits: await executable.read("logits"), labels, count };
        onProgress?.(start + count, total);
        await pace();
      }
    },
    dispose: () => executable.dispose(),
  };
}
