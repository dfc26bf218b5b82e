// Mean over all pixels of each channel.
import { emit, type Operation, type Value } from "../../graph/graph.ts";
import { f32, rank2, rank4 } from "../shapes.ts";

export type GlobalAveragePoolGradientAttributes = { readonly size: readonly [height: number, width: number] };

/** x [N,H,W,C] → [N,C]. */
export const globalAveragePool: Operation = {
  name: "globalAveragePool",
  outputs([x]) {
    const [n, , , c] = rank4(x, "A pool's input");
    return [f32(n, c)];
  },
  gradient({ graph, inputs, gradient: dy }) {
    const [, height, width] = (inputs[0] as Value).shape as [number, number, number];
    return [() => emit(graph, globalAveragePoolGradient, [dy], { size: [height, width] })[0]!];
  },
};

/** dy [N,C] → dx [N,H,W,C]. */
export const globalAveragePoolGradient: Operation<GlobalAveragePoolGradientAttributes> = {
  name: "globalAveragePoolGradient",
  outputs([dy], { size: [height, width] }) {
    const [n, c] = rank2(dy, "A pool's gradient");
    return [f32(n, height, width, c)];
  },
};
