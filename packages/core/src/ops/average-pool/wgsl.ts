import { float, type Names } from "../../devices/webgpu/kernel.ts";
import { eachTap, eachWindow, type PoolSizes, pixelOf } from "../../devices/webgpu/windows.ts";

/** Sets `value` to element i of y. */
export const averagePool = ({ x }: Names<"x">, sizes: PoolSizes): string => `
${pixelOf("y", sizes.outHeight, sizes.outWidth, sizes.columns)}
${eachTap(sizes, `value += ${x}[at];`)}
value = value * T(${float(1 / sizes.kernel ** 2)});`;

/** Sets `value` to element i of dx. */
export const averagePoolGradient = ({ dy }: Names<"dy">, sizes: PoolSizes): string => `
${pixelOf("x", sizes.height, sizes.width, sizes.columns)}
${eachWindow(sizes, `value += ${dy}[window];`)}
value = value * T(${float(1 / sizes.kernel ** 2)});`;
