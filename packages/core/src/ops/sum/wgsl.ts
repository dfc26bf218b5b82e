import type { Expression } from "../../devices/webgpu/expression.ts";
import { float } from "../../devices/webgpu/kernel.ts";
import type { SumAttributes } from "./sum.ts";

/** The sum of two values as they are. */
export const add: Expression<object> = ([a, b]) => `${a} + ${b}`;

/** Adds a term to `value`, `x` being the text that reads it, unless its gate is 0: then it is not read. */
export function addTerm({ factor, gate, weigh }: SumAttributes["terms"][number], x: string, gates: string): string {
  const product = factor === 1 ? x : `${float(factor)} * ${x}`;
  if (gate === undefined) return `value += ${product};`;
  const weighed = weigh ? `${gates}[${gate}] * ${product}` : product;
  return `if (${gates}[${gate}] != 0) { value += ${weighed}; }`;
}
