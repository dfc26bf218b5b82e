// Rectifier. Its gradient needs the output only, so that the input's memory can be given back.
import { emit, type Operation } from "../../graph/graph.ts";
import { f32, pairwise } from "../shapes.ts";

/** max(x, 0). */
export const relu: Operation = {
  name: "relu",
  outputs: ([x]) => [f32(...x!.shape)],
  gradient: ({ graph, outputs: [y], gradient: dy }) => [() => emit(graph, reluGradient, [dy, y!], {})[0]!],
  elementwise: true,
};

/** dy where y > 0, else 0. */
export const reluGradient: Operation = {
  name: "reluGradient",
  outputs: pairwise("A rectifier's gradient and output"),
  elementwise: true,
};
