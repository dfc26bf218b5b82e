import type { Kernel } from "../../devices/reference/kernel.ts";
import type { FillAttributes } from "./fill.ts";

export const fill: Kernel<FillAttributes> = ({ outputs, attributes: { value } }) => {
  outputs[0]!.fill(value);
};
