// Maximum over windows; padding never wins.
import { emit, type Operation, type Value } from "../../graph/graph.ts";
import { f32, type Padding, rank4, require, windows } from "../shapes.ts";

export type PoolAttributes = { readonly kernel: number; readonly stride: number; readonly padding: Padding };

/** x [N,H,W,C] → [N,Ho,Wo,C]. */
export const maxPool: Operation<PoolAttributes> = {
  name: "maxPool",
  outputs([x], { kernel, stride, padding }) {
    const [n, h, w, c] = rank4(x, "A pool's input");
    const [top, bottom, left, right] = padding;
    require(Math.max(...padding) < kernel, () =>
      `A pool's padding [${padding}] must stay below its kernel of ${kernel}.`);
    return [f32(n, windows(h, kernel, stride, top, bottom), windows(w, kernel, stride, left, right), c)];
  },
  gradient({ graph, inputs: [x], attributes, gradient: dy }) {
    return [() => emit(graph, maxPoolGradient, [dy, x as Value], attributes)[0]!];
  },
};

/** dy [N,Ho,Wo,C], x [N,H,W,C] → dx: each window's gradient goes to its first maximum in row-major order. */
export const maxPoolGradient: Operation<PoolAttributes> = {
  name: "maxPoolGradient",
  outputs: ([, x]) => [f32(...x!.shape)],
};
