import type { Expression } from "../../devices/webgpu/expression.ts";
import { type ArrayText, float } from "../../devices/webgpu/kernel.ts";
import type { SumAttributes } from "./sum.ts";

/** The sum of two values as they are. */
export const add: Expression<object> = ([a, b]) => `${a} + ${b}`;

/** Adds a term to `value`, `x` being the text that reads it, unless its gate is 0: then it is not read. Only terms with gates need `gates`. */
export function addTerm(
  { factor, gate, weigh }: SumAttributes["terms"][number],
  x: string,
  gates: ArrayText | undefined,
): string {
  const product = factor === 1 ? x : `${float(factor)} * ${x}`;
  if (gate === undefined) return `value += ${product};`;
  const open = gates!.at(gate);
  const weighed = weigh ? `${open} * ${product}` : product;
  return `if (${open} != 0) { value += ${weighed}; }`;
}
