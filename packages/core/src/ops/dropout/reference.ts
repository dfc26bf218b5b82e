import type { Elements, Kernel } from "../../devices/reference/kernel.ts";
import type { DropoutAttributes } from "./dropout.ts";
import { dropoutMask } from "./mask.ts";

export const dropout: Kernel<DropoutAttributes> = ({ inputs, outputs, attributes }) => {
  const [x, key] = inputs as [Elements, Int32Array];
  const mask = dropoutMask(attributes, key, x.length);
  for (let i = 0; i < x.length; i++) outputs[0]![i] = (x[i]! * mask[i]!) / (1 - attributes.rate);
};
