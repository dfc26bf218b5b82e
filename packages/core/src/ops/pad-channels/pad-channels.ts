// The parameter-free shortcut (option A of He et al. 2016a): every stride-th pixel, and zero channels around.
import { emit, type Operation, type Value } from "../../graph/graph.ts";
import { f32, rank4, windows } from "../shapes.ts";

export type PadChannelsAttributes = { readonly stride: number; readonly before: number; readonly after: number };
export type PadChannelsGradientAttributes = PadChannelsAttributes & {
  readonly size: readonly [height: number, width: number];
};

/** x [N,H,W,C] → [N,⌈H/stride⌉,⌈W/stride⌉,before + C + after]. */
export const padChannels: Operation<PadChannelsAttributes> = {
  name: "padChannels",
  outputs([x], { stride, before, after }) {
    const [n, h, w, c] = rank4(x, "A shortcut's input");
    return [f32(n, windows(h, 1, stride, 0, 0), windows(w, 1, stride, 0, 0), before + c + after)];
  },
  gradient({ graph, inputs, attributes, gradient: dy }) {
    const [, height, width] = (inputs[0] as Value).shape as [number, number, number];
    return [() => emit(graph, padChannelsGradient, [dy], { ...attributes, size: [height, width] })[0]!];
  },
};

/** dy [N,Ho,Wo,before + C + after] → dx [N,H,W,C], zero at the pixels that were left out. */
export const padChannelsGradient: Operation<PadChannelsGradientAttributes> = {
  name: "padChannelsGradient",
  outputs([dy], { before, after, size: [height, width] }) {
    const [n, , , c] = rank4(dy, "A shortcut's gradient");
    return [f32(n, height, width, c - before - after)];
  },
};
