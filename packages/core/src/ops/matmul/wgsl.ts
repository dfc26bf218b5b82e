import type { Arrays } from "../../devices/webgpu/kernel.ts";
import type { MatmulAttributes } from "./matmul.ts";

type Sizes = MatmulAttributes & { readonly rows: number; readonly columns: number; readonly depth: number };

/** Sets `value` to element i of the product. */
export function matmul({ a, b }: Arrays<"a" | "b">, { rows, columns, depth, transposeA, transposeB }: Sizes): string {
  const left = transposeA ? `k * ${rows}u + row` : `row * ${depth}u + k`;
  const right = transposeB ? `column * ${depth}u + k` : `k * ${columns}u + column`;
  return `
let row = i / ${columns}u;
let column = i % ${columns}u;
for (var k = 0u; k < ${depth}u; k++) { value += ${a.at(left)} * ${b.at(right)}; }`;
}
