import { type Arrays, float } from "../../devices/webgpu/kernel.ts";
import { eachTap, eachWindow, type PoolSizes, pixelOf } from "../../devices/webgpu/windows.ts";

/** Sets `value` to element i of y. */
export const averagePool = ({ x }: Arrays<"x">, sizes: PoolSizes): string => `
${pixelOf("y", sizes.outHeight, sizes.outWidth, sizes.columns)}
${eachTap(sizes, `value += ${x.at("at")};`)}
value = value * T(${float(1 / sizes.kernel ** 2)});`;

/** Sets `value` to element i of dx. */
export const averagePoolGradient = ({ dy }: Arrays<"dy">, sizes: PoolSizes): string => `
${pixelOf("x", sizes.height, sizes.width, sizes.columns)}
${eachWindow(sizes, `value += ${dy.at("window")};`)}
value = value * T(${float(1 / sizes.kernel ** 2)});`;
