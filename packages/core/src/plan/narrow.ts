// Which values can do with floats of two bytes: what is computed of images, and the gradients of it.
import { dependents } from "../graph/dependents.ts";
import type { Graph, Node, Operation, Value } from "../graph/graph.ts";
import { type OperationName, operations } from "../ops/operations.ts";

/** By the id of a value in f16: the power of two that it is stored times. */
export type Narrow = ReadonlyMap<number, number>;

/**
 * Gradients are stored times this for each image of the batch, of whose mean they are. f16 has 5 bits of exponent: what one image
 * contributes is kept from 2^-24 (with fewer digits from 2^-34) to 2^6, which is where trainings are; see decision 017.
 */
const gradientScale = 2 ** 10;

/**
 * The values of `graph` that hold activations of images [N,H,W,C] or their gradients, except what the host or the next run reads. What
 * is computed of filters has as many dimensions and stays in f32: their gradients, and what is elementwise made of them.
 */
export function narrowValues(graph: Graph): Narrow {
  const narrow = new Map<number, number>();
  const lasting = lastingValues(graph);
  const gradients = dependents(
    graph.nodes,
    // Only the gradient of a loss, 1, is made of nothing.
    graph.nodes.filter(({ inputs }) => inputs.length === 0).flatMap(({ outputs }) => outputs),
  );
  const ofParameters = ({ op, inputs, outputs }: Node): boolean => {
    const operation: Operation = operations[op as OperationName];
    const wide = (input: Value) => isImages(input) && !lasting.has(input) && !narrow.has(input.id);
    return operation.ofParameters ?? (operation.elementwise === true && isImages(outputs[0]!) && inputs.some(wide));
  };
  for (const node of graph.nodes) {
    if (ofParameters(node)) continue;
    for (const value of node.outputs) {
      if (!isImages(value) || lasting.has(value)) continue;
      narrow.set(value.id, gradients.has(value.id) ? gradientScale * 2 ** Math.ceil(Math.log2(value.shape[0]!)) : 1);
    }
  }
  return narrow;
}

const isImages = ({ shape }: Value): boolean => shape.length === 4;

/** What is there before a run, and after it. */
const lastingValues = ({ inputs, states, outputs }: Graph): ReadonlySet<Value> =>
  new Set([
    ...inputs.values(),
    ...outputs.values(),
    ...[...states.values()].flatMap(({ initial, updated }) => [initial, updated]),
  ]);
