import { type Arrays, float } from "../../devices/webgpu/kernel.ts";
import type { SgdAttributes } from "./sgd.ts";

/** Statements for element i that write the next velocity and set `value` to the next parameter. */
export function sgd(
  { w, v, g, rate, vNext }: Arrays<"w" | "v" | "g" | "rate" | "vNext">,
  { momentum, weightDecay, nesterov }: SgdAttributes,
): string {
  return `
let old = ${w.at("i")};
let direction = ${g.at("i")} + ${float(weightDecay)} * old;
let velocity = ${float(momentum)} * ${v.at("i")} + direction;
value = old - ${rate.at(0)} * (${nesterov ? `direction + ${float(momentum)} * velocity` : "velocity"});
${vNext.set("i", "velocity")};`;
}
