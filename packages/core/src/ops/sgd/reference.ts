import type { Elements, Kernel } from "../../devices/reference/kernel.ts";
import type { SgdAttributes } from "./sgd.ts";

export const sgd: Kernel<SgdAttributes> = ({ inputs, outputs, attributes: { momentum, weightDecay, nesterov } }) => {
  const [w, v, g, rate] = inputs as [Elements, Elements, Elements, Elements];
  const [wNext, vNext] = outputs as [Elements, Elements];
  for (let i = 0; i < w.length; i++) {
    const direction = g[i]! + weightDecay * w[i]!;
    const velocity = momentum * v[i]! + direction;
    wNext[i] = w[i]! - rate[0]! * (nesterov ? direction + momentum * velocity : velocity);
    vNext[i] = velocity;
  }
};
