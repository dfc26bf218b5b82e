// The training step of a model as one graph: forward, backward, and the optimiser's update.
import { type Model, parameters } from "@unravel/blocks";
import {
  createGraph,
  declareGate,
  differentiate,
  emit,
  type Graph,
  input,
  inRegion,
  operations,
  output,
  state,
  sum,
  update,
  type Value,
} from "@unravel/core";
import { gradientName } from "../states.ts";
import { lowerForward, under } from "./forward.ts";
import { type DatasetOptions, inputImages } from "./images.ts";

/** Options of a training graph. */
export type TrainingOptions = {
  readonly batch: number;
  readonly momentum: number;
  readonly weightDecay: number;
  readonly nesterov?: boolean;
  /** Weight decay on batch norm's parameters and biases too (default true, as in the papers). */
  readonly decayVectors?: boolean;
  readonly labelSmoothing?: number;
  /** Parameter name prefixes ("layer1", "conv1") that stay as they are; their batch norms use the running statistics. */
  readonly frozen?: readonly string[];
  /** Decay of an exponential moving average of the parameters, kept as states "average.NAME". */
  readonly averageDecay?: number;
  /** Number of batches whose mean gradient makes one update (default 1); see `accumulationGates`. */
  readonly accumulate?: number;
  /** Gates on every path (default false): stochastic depth, path-wise gradients. */
  readonly gated?: boolean;
  /** The device keeps the data set and makes the images of it (default: the host writes them); see `inputImages`. */
  readonly dataset?: DatasetOptions;
  /** Make the gradients outputs "gradient.NAME" (default false). */
  readonly gradients?: boolean;
};

const keep = "accumulation.keep";
const apply = "accumulation.apply";

/** Gates of batch number `index` of each `accumulate`: the first starts the sum anew, the last makes the update. */
export const accumulationGates = (index: number, accumulate: number): Record<string, number> =>
  accumulate > 1 ? { [keep]: index === 0 ? 0 : 1, [apply]: index === accumulate - 1 ? 1 : 0 } : {};

/**
 * One step of `model`: inputs "images" [N,H,W,C] (or what makes them, with `dataset`), "labels" i32 [N], "valid" i32 [1], "rate" [1] (learning rate) and, with
 * dropout, "random" i32 [2] (seed, step); outputs "loss" and "correct" of the batch. States: the parameters and running
 * statistics under torch's names, "velocity.NAME" (momentum), "metrics.loss" and "metrics.correct" (running sums).
 */
export function trainingGraph(model: Model, options: TrainingOptions): Graph {
  const graph = createGraph();
  const images = inputImages(graph, model, options.batch, options.dataset);
  const labels = input(graph, "labels", [options.batch], "i32");
  const valid = input(graph, "valid", [1], "i32");
  const rate = input(graph, "rate", [1]);
  const { frozen = [], gated = false, labelSmoothing: smoothing = 0 } = options;

  const logits = lowerForward(graph, model, images, { mode: "train", gated, frozen });
  const [loss, correct] = emit(graph, operations.crossEntropy, [logits, labels, valid], { smoothing });
  const trained = trainable(graph, model, frozen);
  const gradients = differentiate(
    graph,
    loss!,
    trained.map(([, value]) => value),
  );
  output(graph, "loss", loss!);
  output(graph, "correct", correct!);
  accumulateMetric(graph, "metrics.loss", loss!);
  accumulateMetric(graph, "metrics.correct", correct!);

  const region = (options.accumulate ?? 1) > 1 ? accumulation(graph) : undefined;
  for (const [index, [name, weight]] of trained.entries()) {
    const gradient = gradients[index]!;
    if (options.gradients) output(graph, gradientName(name), gradient);
    const direction = region ? accumulated(graph, name, gradient, region.keep, options.accumulate!) : gradient;
    inRegion(graph, region?.apply, () => optimise(graph, name, weight, direction, rate, options));
  }
  return graph;
}

/** The parameters (not statistics) that training changes, by name. */
function trainable(graph: Graph, model: Model, frozen: readonly string[]): [string, Value][] {
  const all = parameters(model);
  const unused = frozen.find((prefix) => !all.some(({ name }) => under([prefix], name)));
  if (unused !== undefined) {
    const prefixes = [...new Set(all.map(({ name }) => name.split(".")[0]))];
    throw new Error(`Nothing is called "${unused}", so it cannot be frozen. Name one of: ${prefixes.join(", ")}.`);
  }
  const trained = all.filter(({ name, learned }) => learned && !under(frozen, name));
  if (trained.length === 0) throw new Error("Everything is frozen: nothing is left to train.");
  return trained.map(({ name }) => [name, graph.states.get(name)!.initial]);
}

function accumulateMetric(graph: Graph, name: string, value: Value): void {
  const total = state(graph, name, [1]);
  update(
    graph,
    name,
    sum(graph, [
      { value: total, factor: 1 },
      { value, factor: 1 },
    ]),
  );
}

const accumulation = (graph: Graph) => ({ keep: declareGate(graph, keep), apply: declareGate(graph, apply) });

/** The mean gradient so far: what was kept (unless the sum starts anew) plus this batch's share. */
function accumulated(graph: Graph, name: string, gradient: Value, gate: number, batches: number): Value {
  const held = state(graph, `accumulated.${name}`, gradient.shape, graph.states.get(name)!.layout);
  const total = sum(graph, [
    { value: held, factor: 1, gate },
    { value: gradient, factor: 1 / batches },
  ]);
  update(graph, `accumulated.${name}`, total);
  return total;
}

/** Emits the update of one parameter, its velocity and its average. */
function optimise(
  graph: Graph,
  name: string,
  weight: Value,
  gradient: Value,
  rate: Value,
  options: TrainingOptions,
): void {
  const layout = graph.states.get(name)!.layout;
  const velocity = state(graph, `velocity.${name}`, weight.shape, layout);
  const decays = weight.shape.length > 1 || (options.decayVectors ?? true);
  const [next, speed] = emit(graph, operations.sgd, [weight, velocity, gradient, rate], {
    momentum: options.momentum,
    weightDecay: decays ? options.weightDecay : 0,
    nesterov: options.nesterov ?? false,
  });
  update(graph, name, next!);
  update(graph, `velocity.${name}`, speed!);
  if (options.averageDecay === undefined) return;
  const average = state(graph, `average.${name}`, weight.shape, layout);
  update(
    graph,
    `average.${name}`,
    sum(graph, [
      { value: average, factor: options.averageDecay },
      { value: next!, factor: 1 - options.averageDecay },
    ]),
  );
}
