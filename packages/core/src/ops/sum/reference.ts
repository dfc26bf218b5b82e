import type { Kernel } from "../../devices/reference/kernel.ts";
import type { SumAttributes } from "./sum.ts";

export const sum: Kernel<SumAttributes> = ({ inputs, outputs, attributes: { terms }, gates }) => {
  const live = terms.flatMap(({ factor, gate, weigh }, index) => {
    if (gate !== undefined && gates[gate] === 0) return [];
    return [{ x: inputs[index]!, weight: weigh && gate !== undefined ? factor * gates[gate]! : factor }];
  });
  const out = outputs[0]!;
  for (let i = 0; i < out.length; i++) {
    let total = 0;
    for (const { x, weight } of live) total += weight * x[i]!;
    out[i] = total;
  }
};
