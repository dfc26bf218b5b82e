// The arithmetic of a launch.
import { type Node, size, type Value } from "@unravel/core";

const last = ({ shape }: Value): number => shape.at(-1)!;

/** Multiplications of the ops that are mostly these, by the ops' names; a convolution's filter is applied at each of its outputs. */
const products: Readonly<Record<string, (inputs: readonly Value[], outputs: readonly Value[]) => number>> = {
  conv2d: ([, w], [y]) => (size(y!.shape) * size(w!.shape)) / last(w!),
  conv2dInputGradient: ([dy, w]) => (size(dy!.shape) * size(w!.shape)) / last(w!),
  conv2dFilterGradient: ([, dy], [dw]) => (size(dy!.shape) * size(dw!.shape)) / last(dw!),
  // [M,K] · [K,N] → [M,N] in any orientation: the product of the three sizes is (MKN)².
  matmul: (inputs, outputs) => Math.sqrt([...inputs, ...outputs].reduce((all, { shape }) => all * size(shape), 1)),
};

/** Multiplications and additions of a node, as a direct convolution or product makes them; undefined where memory is what counts. */
export function operationsOf({ op, inputs, outputs }: Pick<Node, "op" | "inputs" | "outputs">): number | undefined {
  const count = products[op]?.(inputs, outputs);
  return count === undefined ? undefined : 2 * count;
}
