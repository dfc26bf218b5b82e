// Nodes that a device runs as one launch: a node, and those that finish its result in the same pass over memory.
import type { Graph, Node, Value } from "../graph/graph.ts";
import type { OperationName } from "../ops/operations.ts";
import type { SumAttributes } from "../ops/sum/sum.ts";

/** What a device can do in one launch: `first`, then any of `finish`, in that order. */
export type Fusion = { readonly first: OperationName; readonly finish: readonly OperationName[] };

/**
 * Groups the nodes of `graph` into launches, in order. A node joins the one before it where it is the only reader of that node's first
 * output, lies in the same region, and where all else that it reads exists by then; what passes between the two is never stored.
 */
export function fuse(graph: Graph, fusions: readonly Fusion[]): readonly (readonly Node[])[] {
  const readers = readersOf(graph);
  const kept = keptValues(graph);
  const parameters = new Set([...graph.states.values()].map(({ initial }) => initial));
  const born = new Map(graph.nodes.flatMap(({ outputs }, index) => outputs.map(({ id }) => [id, index] as const)));
  const joined = new Set<Node>();

  const follower = (node: Node, start: number, op: OperationName): Node | undefined => {
    const value = node.outputs[0]!;
    const [next, ...others] = readers.get(value.id) ?? [];
    if (!next || others.length > 0 || next.op !== op || next.region !== node.region || kept.has(value.id)) return;
    if (joined.has(next) || next.outputs.some(({ id }) => kept.has(id) && !isOutput(graph, id))) return;
    const rest = next.inputs.filter((input) => input !== value);
    if (rest.some(({ id }) => (born.get(id) ?? -1) >= start)) return;
    return (finishes[next.op] ?? isFirstInput)(next, value, parameters) ? next : undefined;
  };

  return graph.nodes.flatMap((node, start) => {
    if (joined.has(node)) return [];
    const chain = (fusion: Fusion): readonly Node[] => {
      const nodes = [node];
      for (const op of fusion.finish) {
        const next = follower(nodes.at(-1)!, start, op);
        if (next) nodes.push(next);
      }
      return nodes;
    };
    const chains = fusions.filter(({ first }) => first === node.op).map(chain);
    const longest = chains.reduce((best, nodes) => (nodes.length > best.length ? nodes : best), [node]);
    for (const member of longest) joined.add(member);
    return [longest];
  });
}

/** The nodes that read a value, by its id; twice where a node reads it twice. */
function readersOf(graph: Graph): Map<number, Node[]> {
  const readers = new Map<number, Node[]>();
  for (const node of graph.nodes) {
    for (const { id } of node.inputs) {
      const nodes = readers.get(id);
      if (nodes) nodes.push(node);
      else readers.set(id, [node]);
    }
  }
  return readers;
}

/** Ids of the values that must be stored: outputs, and states' updates, which have their own place and time. */
const keptValues = (graph: Graph): Set<number> =>
  new Set([
    ...[...graph.outputs.values()].map(({ id }: Value) => id),
    ...[...graph.states.values()].map(({ updated }) => updated.id),
  ]);

const isOutput = (graph: Graph, id: number): boolean => [...graph.outputs.values()].some((value) => value.id === id);

/** Whether a node can finish the launch that makes `value`. */
type Condition = (node: Node, value: Value, parameters: ReadonlySet<Value>) => boolean;

/** What a launch passes on is what the next op works on, not a factor or a mask. */
const isFirstInput: Condition = ({ inputs }, value) => inputs[0] === value;

/** Conditions of ops that have others. */
const finishes: Readonly<Record<string, Condition>> = {
  /** Adds two values as they are: no factors, no gates. */
  sum({ attributes }) {
    const { terms } = attributes as SumAttributes;
    return terms.length === 2 && terms.every(({ factor, gate }) => factor === 1 && gate === undefined);
  },
  /** By parameters: a batch norm that is computed again from its statistics must give the bits that it gave before. */
  normalize: (node, value, parameters) =>
    isFirstInput(node, value, parameters) && node.inputs.slice(1).every((vector) => parameters.has(vector)),
};
