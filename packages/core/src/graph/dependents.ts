import type { Node, Value } from "./graph.ts";

/** Ids of `targets` and of everything that `nodes` compute from them. */
export function dependents(nodes: readonly Node[], targets: readonly Value[]): Set<number> {
  const ids = new Set(targets.map(({ id }) => id));
  for (const { inputs, outputs } of nodes) {
    if (inputs.some(({ id }) => ids.has(id))) for (const { id } of outputs) ids.add(id);
  }
  return ids;
}
