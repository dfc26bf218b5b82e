// A constant.
import type { Operation, Shape } from "../../graph/graph.ts";
import { f32 } from "../shapes.ts";

export type FillAttributes = { readonly shape: Shape; readonly value: number };

/** → `shape`, every element `value`. */
export const fill: Operation<FillAttributes> = {
  name: "fill",
  outputs: (_, { shape }) => [f32(...shape)],
};
