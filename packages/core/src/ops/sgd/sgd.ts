// Stochastic gradient descent as torch does it: the learning rate stays outside of the velocity, dampening is 0.
import type { Operation } from "../../graph/graph.ts";
import { f32, same, vector } from "../shapes.ts";

export type SgdAttributes = { readonly momentum: number; readonly weightDecay: number; readonly nesterov: boolean };

/**
 * w, v, g of one shape, rate [1] → w', v' with d = g + weightDecay·w, v' = momentum·v + d,
 * w' = w − rate·(nesterov ? d + momentum·v' : v').
 */
export const sgd: Operation<SgdAttributes> = {
  name: "sgd",
  outputs([w, v, g, rate]) {
    same(w, v, "A parameter and its velocity");
    same(w, g, "A parameter and its gradient");
    vector(rate, 1, "The learning rate");
    return [f32(...w!.shape), f32(...w!.shape)];
  },
  elementwise: true,
};
