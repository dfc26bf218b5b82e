// Small updates of states, side by side: a network has one for each parameter and each running statistic.
import type { Graph, Node } from "../graph/graph.ts";
import { groupBy } from "../group-by.ts";
import type { OperationName } from "../ops/operations.ts";

/** The nodes of a graph: those that updates wait for, in their order, and the updates, like with like. */
export type Updates = { readonly before: readonly Node[]; readonly alike: readonly (readonly Node[])[] };

/**
 * Takes the nodes of `ops` that do nothing but update states out of the order: nobody reads what they make before the next run, so they
 * can come last, unless they read a state that another node updates. Those of one op with the same attributes and region are alike, and
 * independent of each other.
 */
export function takeUpdates(graph: Graph, ops: readonly OperationName[]): Updates {
  const read = new Set(graph.nodes.flatMap(({ inputs }) => inputs));
  const outputs = new Set(graph.outputs.values());
  const states = [...graph.states.values()];
  const updated = new Set(states.map((state) => state.updated));
  const updateOf = new Map(states.map((state) => [state.initial, state.updated]));
  const readsOthers = ({ inputs, outputs }: Node): boolean =>
    inputs.some((value) => {
      const next = updateOf.get(value);
      return next !== undefined && next !== value && !outputs.includes(next);
    });
  const onlyUpdates = (node: Node): boolean =>
    ops.some((op) => op === node.op) &&
    !readsOthers(node) &&
    node.outputs.every((value) => updated.has(value) && !read.has(value) && !outputs.has(value));
  const updates = graph.nodes.filter(onlyUpdates);
  return {
    before: graph.nodes.filter((node) => !onlyUpdates(node)),
    alike: groupBy(updates, ({ op, region, attributes }) => JSON.stringify([op, region, attributes])),
  };
}
