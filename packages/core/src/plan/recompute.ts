// Recomputation (gradient checkpointing): a graph whose backward pass computes some values again instead of keeping them.
import { emitAgain, type Graph, type Node, type Operation, type Value } from "../graph/graph.ts";
import { type OperationName, operations } from "../ops/operations.ts";
import { type Segment, savedValues } from "./segments.ts";

/** What may be done twice in a segment: nothing; elementwise ops on what is kept anyway; everything. */
export type Effort = "nothing" | "elementwise" | "everything";

/**
 * `graph` (which stays as it is) with the forward nodes of each segment repeated in the backward pass as far as its effort says, just
 * before the results are needed. Repeated nodes stay in their regions, so they obey the forward gates; they read what the first ones
 * read, so they give the same bits; and they update no state: running statistics are updated once.
 */
export function recompute(graph: Graph, segments: readonly Segment[], efforts: readonly Effort[]): Graph {
  const forms = repeatable(graph, segments, efforts);
  const result: Graph = { ...graph, values: [...graph.values], nodes: [] };
  const repeated = new Map<number, Value>();

  const again = (value: Value): Value => {
    const form = forms.get(value.id);
    if (!form) return value;
    const known = repeated.get(value.id);
    if (known) return known;
    const [copy] = emitAgain(result, { ...form, inputs: form.inputs.map(again) }) as [Value];
    repeated.set(value.id, copy);
    return copy;
  };

  const { nodes, forward = nodes.length } = graph;
  for (const [index, node] of nodes.entries()) {
    const inputs = index < forward ? node.inputs : node.inputs.map(again);
    result.nodes.push({ ...node, inputs });
  }
  return result;
}

/** How many of the forward pass's nodes `recompute` has repeated. */
export const repeatedNodes = (before: Graph, after: Graph): number => after.nodes.length - before.nodes.length;

/** For the ids of the values that need not be kept, the nodes that give them again. */
function repeatable(graph: Graph, segments: readonly Segment[], efforts: readonly Effort[]): ReadonlyMap<number, Node> {
  const forms = new Map<number, Node>();
  const saved = savedValues(graph);
  // What the host or the next run reads is kept anyway.
  const lasting = [...graph.outputs.values(), ...[...graph.states.values()].map(({ updated }) => updated)];
  const kept = new Set(lasting.map(({ id }) => id));
  for (const { last } of segments) if (last) kept.add(last.id);

  const made = new Set<number>(); // values of the forward pass that neither are kept nor come again
  for (const [index, { nodes }] of segments.entries()) {
    const allowed: Record<Effort, (form: Node) => boolean> = {
      nothing: () => false,
      elementwise: ({ op, inputs }) => isElementwise(op) && inputs.every(({ id }) => !made.has(id)),
      everything: () => true,
    };
    for (const node of nodes) {
      const { id } = node.outputs[0]!;
      const form = formOf(node);
      if (!kept.has(id) && allowed[efforts[index]!](form)) forms.set(id, form);
      else if (!kept.has(id) && !saved.has(id)) made.add(id);
    }
  }
  return forms;
}

/** The node that gives output 0 of `node` again. */
function formOf(node: Node): Node {
  const { repeat } = operations[node.op as OperationName] as Operation;
  return repeat ? { ...node, ...repeat(node.inputs, node.outputs), outputs: node.outputs.slice(0, 1) } : node;
}

const isElementwise = (op: string): boolean => (operations[op as OperationName] as Operation).elementwise ?? false;
