// Logistic function, of the gated shortcuts.
import { emit, type Operation } from "../../graph/graph.ts";
import { f32, pairwise } from "../shapes.ts";

/** 1 / (1 + exp(−x)). */
export const sigmoid: Operation = {
  name: "sigmoid",
  outputs: ([x]) => [f32(...x!.shape)],
  gradient: ({ graph, outputs: [y], gradient: dy }) => [() => emit(graph, sigmoidGradient, [dy, y!], {})[0]!],
  elementwise: true,
};

/** dy · y · (1 − y). */
export const sigmoidGradient: Operation = {
  name: "sigmoidGradient",
  outputs: pairwise("A sigmoid's gradient and output"),
  elementwise: true,
};
