// Ops on one element at a time.

import type { AttributesOf } from "../../../ops/operations.ts";
import { purposes } from "../../../random/stream.ts";
import * as kernels from "../kernel-ids.ts";
import { float, type Lowering, type Operand, units } from "./lowering.ts";

/** A kernel whose arguments are its inputs, its output and their units. */
const elementwise =
  (kernel: number): Lowering<object> =>
  ({ inputs, outputs }) => {
    const addresses = [...inputs, outputs[0]!].map(({ address }) => address);
    return { rows: [[kernel, ...addresses, units(outputs[0]!)]] };
  };

export const relu: Lowering<object> = elementwise(kernels.relu);
export const sigmoid: Lowering<object> = elementwise(kernels.sigmoid);
export const sigmoidGradient: Lowering<object> = elementwise(kernels.sigmoidGradient);
export const multiply: Lowering<object> = elementwise(kernels.multiply);

/** A rectifier that follows is a floor, a rectifier's gradient a mask: the address of the rectifier's output. */
export const sum: Lowering<AttributesOf<"sum">> = ({ inputs, outputs, attributes: { terms }, finish: [next] }) => ({
  rows: [
    [
      kernels.sum,
      outputs[0]!.address,
      units(outputs[0]!),
      next?.op === "reluGradient" ? next.inputs[0]!.address : 0,
      float(next?.op === "relu" ? 0 : -Infinity),
      terms.length,
      ...terms.flatMap(({ factor, gate = -1, weigh = false }, index) => [
        inputs[index]!.address,
        float(factor),
        gate,
        weigh ? 1 : 0,
      ]),
    ],
  ],
  scratch: 8 * terms.length,
});

export const dropout: Lowering<AttributesOf<"dropout">> = ({ inputs, outputs, attributes: { rate, stream } }) => {
  const [x, key] = inputs as [Operand, Operand];
  const [y] = outputs as [Operand];
  // 24 random bits are below `keep` as a fraction exactly where they are below this as an integer.
  const threshold = Math.ceil((1 - rate) * 2 ** 24);
  const scale = float(1 / (1 - rate));
  return {
    rows: [[kernels.dropout, x.address, key.address, y.address, units(y), purposes.dropout, stream, threshold, scale]],
    scratch: 32,
  };
};

export const sgd: Lowering<AttributesOf<"sgd">> = ({ inputs, outputs, attributes }) => {
  const { momentum, weightDecay, nesterov } = attributes;
  const addresses = [...inputs, ...outputs].map(({ address }) => address);
  const step = nesterov ? [1, momentum] : [0, 1];
  return { rows: [[kernels.sgd, ...addresses, units(outputs[0]!), ...[momentum, weightDecay, ...step].map(float)]] };
};

export const fill: Lowering<AttributesOf<"fill">> = ({ outputs, attributes: { value } }) => ({
  rows: [[kernels.fill, outputs[0]!.address, units(outputs[0]!), float(value)]],
});
