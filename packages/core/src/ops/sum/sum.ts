// A weighed sum of values of one shape: additions, running averages and, with gates, the one place where a
// value leaves a gated region.
import { backwardRegion, emit, type Graph, type Operation, type Term, type Value } from "../../graph/graph.ts";
import { f32, same } from "../shapes.ts";

export type SumAttributes = { readonly terms: readonly Omit<Term, "value">[] };

/**
 * Σ factor · (weigh ? gate : 1) · x over the live terms. A term whose gate is 0 is not read (its memory may hold NaN);
 * without a live term the sum is zeros.
 */
export const sumOperation: Operation<SumAttributes> = {
  name: "sum",
  outputs(inputs) {
    for (const value of inputs) same(value, inputs[0], "The terms of a sum");
    return [f32(...inputs[0]!.shape)];
  },
  gradient: ({ attributes: { terms }, gradient: dy }) =>
    terms.map(({ gate, ...term }) => () => ({
      ...term,
      value: dy,
      ...(gate === undefined ? {} : { gate: backwardRegion(gate)! }),
    })),
  elementwise: true,
};

/** Emits the sum of `terms`; at least one. */
export function sum(graph: Graph, terms: readonly Term[]): Value {
  return emit(
    graph,
    sumOperation,
    terms.map(({ value }) => value),
    { terms: terms.map(({ value: _, ...weight }) => weight) },
    terms.map(({ gate }) => gate),
  )[0]!;
}
