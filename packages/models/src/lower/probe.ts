// Graphs that look inside a model without changing it: values and gradients of its blocks, statistics of a batch.
import type { Model } from "@unravel/blocks";
import { createGraph, differentiate, emit, type Graph, input, operations, output, type Value } from "@unravel/core";
import { gradientName } from "../states.ts";
import { lowerForward } from "./forward.ts";
import { inputImages } from "./images.ts";

/** Options of a probe. */
export type ProbeOptions = {
  readonly batch: number;
  /** What batch norm normalises by: the batch's own statistics, as in training, or the running ones, as in testing. */
  readonly statistics: "batch" | "running";
  /** Make the values of blocks and their gradients outputs (default false). They are kept all at once: mind the memory. */
  readonly blocks?: boolean;
};

const modes = { batch: "train", running: "eval" } as const;

/** What a probe calls the value of the block `name`; of its gate g, where it has one, with `name` + ".gate". */
export const valueName = (name: string): string => `value.${name}`;

/**
 * Forward and backward through `model`, all paths gated, without an update. Inputs "images" [N,H,W,C], "labels" i32 [N], "valid" i32 [1]
 * and, with dropout on, "random" i32 [2]; outputs "loss" and "correct" as in training and "gradient.images" [N,H,W,C], that of the
 * loss (the mean over the valid images). With `blocks` also "value.NAME" of each block and of its gate ("value.NAME.gate"), and
 * "gradient.value.NAME" of each block.
 */
export function probeGraph(model: Model, { batch, statistics, blocks = false }: ProbeOptions): Graph {
  const graph = createGraph();
  const images = inputImages(graph, model, batch, undefined);
  const labels = input(graph, "labels", [batch], "i32");
  const valid = input(graph, "valid", [1], "i32");
  const values = new Map<string, Value>();
  const onValue = blocks ? (name: string, value: Value) => void values.set(name, value) : () => {};
  const logits = lowerForward(graph, model, images, { mode: modes[statistics], gated: true, onValue });
  const [loss, correct] = emit(graph, operations.crossEntropy, [logits, labels, valid], { smoothing: 0 });
  const named = model.stages
    .flat()
    .flatMap(({ name }) => (values.has(name) ? [[name, values.get(name)!] as const] : []));
  const [ofImages, ...ofBlocks] = differentiate(graph, loss!, [images, ...named.map(([, value]) => value)]);
  output(graph, "loss", loss!);
  output(graph, "correct", correct!);
  output(graph, gradientName("images"), ofImages!);
  for (const [name, value] of values) output(graph, valueName(name), value);
  for (const [index, [name]] of named.entries()) output(graph, gradientName(valueName(name)), ofBlocks[index]!);
  return graph;
}

/**
 * One forward pass of `model` in training mode, all paths gated: each run leaves the batch's own statistics in the states of running
 * ones (biased means, unbiased variances, as training accumulates them), those of a skipped path as they were. Inputs "images"
 * [N,H,W,C] and, with dropout, "random" i32 [2]; output "logits".
 */
export function statisticsGraph(model: Model, { batch }: { readonly batch: number }): Graph {
  const graph = createGraph();
  const images = inputImages(graph, model, batch, undefined);
  output(graph, "logits", lowerForward(graph, model, images, { mode: "train", gated: true, momentum: 1 }));
  return graph;
}
