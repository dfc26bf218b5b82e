import { type Arrays, float } from "../../devices/webgpu/kernel.ts";

type Sizes = { readonly pixels: number /** Units of channels. */; readonly columns: number };

/** Sets `value` to element i of y. */
export const globalAveragePool = ({ x }: Arrays<"x">, { pixels, columns }: Sizes): string => `
let first = (i / ${columns}u) * ${pixels * columns}u + i % ${columns}u;
for (var pixel = 0u; pixel < ${pixels}u; pixel++) { value += ${x.at(`first + pixel * ${columns}u`)}; }
value = value * T(${float(1 / pixels)});`;

/** Sets `value` to element i of dx. */
export const globalAveragePoolGradient = ({ dy }: Arrays<"dy">, { pixels, columns }: Sizes): string =>
  `value = ${dy.at(`(i / ${pixels * columns}u) * ${columns}u + i % ${columns}u`)} * T(${float(1 / pixels)});`;
