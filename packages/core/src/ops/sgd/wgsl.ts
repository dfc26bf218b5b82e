import { float, type Names } from "../../devices/webgpu/kernel.ts";
import type { SgdAttributes } from "./sgd.ts";

/** Statements for element i that write the next velocity and set `value` to the next parameter. */
export function sgd(
  { w, v, g, rate, vNext }: Names<"w" | "v" | "g" | "rate" | "vNext">,
  { momentum, weightDecay, nesterov }: SgdAttributes,
): string {
  return `
let old = ${w}[i];
let direction = ${g}[i] + ${float(weightDecay)} * old;
let velocity = ${float(momentum)} * ${v}[i] + direction;
value = old - ${rate}[0] * (${nesterov ? `direction + ${float(momentum)} * velocity` : "velocity"});
${vNext}[i] = velocity;`;
}
