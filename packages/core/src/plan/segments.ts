// The forward pass cut into segments, whose values the backward pass can compute again.
import { type Graph, type Node, size, type Value } from "../graph/graph.ts";

/** Nodes of the forward pass, in order. Whoever has the segment's first inputs and `last` can do without the rest. */
export type Segment = {
  readonly nodes: readonly Node[];
  /** The one value that later segments read; undefined for the last segment. */
  readonly last: Value | undefined;
};

/** Ids of the forward pass's values that the backward pass reads. */
export function savedValues({ nodes, forward = nodes.length }: Graph): ReadonlySet<number> {
  return new Set(nodes.slice(forward).flatMap(({ inputs }) => inputs.map(({ id }) => id)));
}

/**
 * Cuts the forward pass where a single value connects both sides (in a residual network: between blocks) into parts that save about the
 * same number of elements for the backward pass. With n segments of S elements in all, the values at the cuts take n·c and one segment
 * S/n: together least at n = √(S/c) (Chen et al. 2016, "Training Deep Nets with Sublinear Memory Cost").
 */
export function segmentsOf(graph: Graph): readonly Segment[] {
  const nodes = graph.nodes.slice(0, graph.forward);
  const saved = savedValues(graph);
  const savedBy = ({ outputs }: Node): number =>
    outputs.reduce((total, { id, shape }) => total + (saved.has(id) ? size(shape) : 0), 0);
  const total = nodes.reduce((sum, node) => sum + savedBy(node), 0);
  const cuts = cutsOf(nodes, saved);
  const width = cuts.reduce((sum, value) => sum + (value ? size(value.shape) : 0), 0) / cuts.filter(Boolean).length;
  const share = total / Math.max(2, Math.round(Math.sqrt(total / width)));

  const segments: Segment[] = [];
  let [start, elements] = [0, 0];
  for (const [index, node] of nodes.entries()) {
    elements += savedBy(node);
    if (!cuts[index] || elements < share) continue;
    segments.push({ nodes: nodes.slice(start, index + 1), last: cuts[index] });
    [start, elements] = [index + 1, 0];
  }
  return [...segments, { nodes: nodes.slice(start), last: undefined }];
}

/** For each node its output, if that is all that later nodes read of what there is, and it is saved anyway. */
function cutsOf(nodes: readonly Node[], saved: ReadonlySet<number>): readonly (Value | undefined)[] {
  const lastReader = new Map<number, number>();
  for (const [index, { inputs }] of nodes.entries()) for (const { id } of inputs) lastReader.set(id, index);
  const open = new Set<number>();
  return nodes.map(({ inputs, outputs }, index) => {
    for (const { id } of outputs) if (lastReader.has(id)) open.add(id);
    for (const { id } of inputs) if (lastReader.get(id) === index) open.delete(id);
    return outputs.find(({ id }) => open.size === 1 && open.has(id) && saved.has(id));
  });
}
