// The evaluation graph of a model.
import type { Model } from "@unravel/blocks";
import { createGraph, emit, type Graph, input, operations, output } from "@unravel/core";
import { lowerForward } from "./forward.ts";

/** Options of an evaluation graph. */
export type InferenceOptions = {
  readonly batch: number;
  /** Gates on every path (default true): lesions without a new program. */
  readonly gated?: boolean;
};

/**
 * Evaluates `model`: inputs "images" [N,H,W,C], "labels" i32 [N], "valid" i32 [1] (how many rows count);
 * outputs "logits" [N,classes], "loss" [1] (mean over the valid rows), "correct" [1].
 */
export function inferenceGraph(model: Model, { batch, gated = true }: InferenceOptions): Graph {
  const graph = createGraph();
  const [channels, height, width] = model.input;
  const images = input(graph, "images", [batch, height, width, channels]);
  const labels = input(graph, "labels", [batch], "i32");
  const valid = input(graph, "valid", [1], "i32");
  const logits = lowerForward(graph, model, images, { mode: "eval", gated });
  const [loss, correct] = emit(graph, operations.crossEntropy, [logits, labels, valid], { smoothing: 0 });
  output(graph, "logits", logits);
  output(graph, "loss", loss!);
  output(graph, "correct", correct!);
  return graph;
}
