// Dropout (Srivastava et al. 2014) with counter-based bits: the mask is never stored, its gradient makes it again.
import { emit, type Operation, type Value } from "../../graph/graph.ts";
import { f32, require, vector } from "../shapes.ts";

/** `stream` tells the dropouts of one network apart. */
export type DropoutAttributes = { readonly rate: number; readonly stream: number };

/** x, key i32 [2] = (seed, step) → x / (1 − rate) where kept, else 0. Linear in x, so it is its own gradient. */
export const dropout: Operation<DropoutAttributes> = {
  name: "dropout",
  outputs([x, key], { rate }) {
    require(rate >= 0 && rate < 1, () => `A dropout rate lies in [0, 1), got ${rate}.`);
    vector(key, 2, "Dropout's key (seed, step)");
    return [f32(...x!.shape)];
  },
  gradient: ({ graph, inputs, attributes, gradient: dy }) => [
    () => emit(graph, dropout, [dy, inputs[1] as Value], attributes)[0]!,
  ],
  elementwise: true,
};
