import type { Arrays, ArrayText } from "../../devices/webgpu/kernel.ts";
import { eachTap, eachWindow, type PoolSizes, pixelOf } from "../../devices/webgpu/windows.ts";

/** Whether a number comes before the largest so far; by its bits, because WGSL may take it that nothing is NaN. */
export const larger = `
fn isNaN(x: f32) -> bool { return (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u; }
fn larger(x: f32, best: f32) -> bool { return (x > best && !isNaN(best)) || (isNaN(x) && !isNaN(best)); }`;

/** Statements that set `best` to the largest element of the window at (yRow, yColumn), and `bestAt` to the index of the first such. */
const largest = (x: ArrayText, sizes: PoolSizes): string => `
var best = T();
var bestAt = 0xffffffffu;
${eachTap(sizes, `if (bestAt == 0xffffffffu || larger(${x.at("at")}, best)) { best = ${x.at("at")}; bestAt = at; }`)}`;

/** Sets `value` to element i of y. */
export const maxPool = ({ x }: Arrays<"x">, sizes: PoolSizes): string => `
${pixelOf("y", sizes.outHeight, sizes.outWidth, sizes.columns)}
${largest(x, sizes)}
value = best;`;

/** Sets `value` to element i of dx: the gradients of the windows that have their first largest element there. */
export const maxPoolGradient = ({ dy, x }: Arrays<"dy" | "x">, sizes: PoolSizes): string => `
${pixelOf("x", sizes.height, sizes.width, sizes.columns)}
${eachWindow(sizes, `${largest(x, sizes)}\nif (bestAt == i) { value += ${dy.at("window")}; }`)}`;
