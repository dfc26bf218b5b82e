// Mean over windows without padding.
import { emit, type Operation, type Value } from "../../graph/graph.ts";
import { f32, rank4, windows } from "../shapes.ts";

export type AveragePoolAttributes = { readonly kernel: number; readonly stride: number };
export type AveragePoolGradientAttributes = AveragePoolAttributes & {
  readonly size: readonly [height: number, width: number];
};

/** x [N,H,W,C] → [N,Ho,Wo,C]. */
export const averagePool: Operation<AveragePoolAttributes> = {
  name: "averagePool",
  outputs([x], { kernel, stride }) {
    const [n, h, w, c] = rank4(x, "A pool's input");
    return [f32(n, windows(h, kernel, stride, 0, 0), windows(w, kernel, stride, 0, 0), c)];
  },
  gradient({ graph, inputs, attributes, gradient: dy }) {
    const [, height, width] = (inputs[0] as Value).shape as [number, number, number];
    return [() => emit(graph, averagePoolGradient, [dy], { ...attributes, size: [height, width] })[0]!];
  },
};

/** dy [N,Ho,Wo,C] → dx [N,H,W,C]. */
export const averagePoolGradient: Operation<AveragePoolGradientAttributes> = {
  name: "averagePoolGradient",
  outputs([dy], { size: [height, width] }) {
    const [n, , , c] = rank4(dy, "A pool's gradient");
    return [f32(n, height, width, c)];
  },
};
