// Elementwise product, of the gated shortcuts.
import { emit, type Operation, type Value } from "../../graph/graph.ts";
import { pairwise } from "../shapes.ts";

/** a · b, both of one shape. */
export const multiply: Operation = {
  name: "multiply",
  outputs: pairwise("The factors of a product"),
  gradient({ graph, inputs, gradient: dy }) {
    const [a, b] = inputs as [Value, Value];
    return [() => emit(graph, multiply, [dy, b], {})[0]!, () => emit(graph, multiply, [dy, a], {})[0]!];
  },
  elementwise: true,
};
