// What the forms of a convolution's kernels share.
import type { ArrayText } from "../../devices/webgpu/kernel.ts";
import type { Destination, Geometry } from "./geometry.ts";

/** Output pixels of all images. */
export const pixelsOf = ({ images, outHeight, outWidth }: Geometry): number => images * outHeight * outWidth;

/** Whole vectors that hold `count` floats. */
export const vectors = (count: number): number => Math.ceil(count / 4);

/** `text` for 0 ... count − 1. */
export const repeat = (count: number, text: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => text(index)).join("\n");

/** Declares where output pixel `pixel` begins in x, with `suffix` at the names: `row`, `column`, and `image`, the pixels before its image. */
export const originOf = (g: Geometry, pixel: string, suffix: number | string): string => `
let row${suffix} = i32((${pixel} / ${g.outWidth}u) % ${g.outHeight}u) * ${g.stride} - ${g.top};
let column${suffix} = i32(${pixel} % ${g.outWidth}u) * ${g.stride} - ${g.left};
let image${suffix} = i32(${pixel} / ${g.outWidth * g.outHeight}u) * ${g.height * g.width};`;

/**
 * The condition that (row, column) lies in x; below 0 they are large unsigned numbers. Not by &&, which branches: compilers of software
 * adapters take ten seconds for eight of them.
 */
export const isInside = ({ height, width }: Geometry, row: string, column: string): string =>
  `(u32(${row}) < ${height}u) & (u32(${column}) < ${width}u)`;

/**
 * The function `finish(sums, pixel, column)`, which finishes and writes four sums, of output channels 4·column on, of output pixel `pixel`
 * where there is one: `end` is the text that works on `value`, at unit `unit` of the result and `channel` of its channels.
 */
export function finishing(y: ArrayText, g: Geometry, destination: Destination, end: string): string {
  const place =
    destination.step === 1
      ? "let place = pixel;"
      : `
  let row = (pixel / ${g.outWidth}u) % ${g.outHeight}u * ${destination.step}u + ${destination.row}u;
  let column = pixel % ${g.outWidth}u * ${destination.step}u + ${destination.column}u;
  let place = (pixel / ${g.outWidth * g.outHeight}u * ${destination.height}u + row) * ${destination.width}u + column;`;
  const store = (value: string, channel: string, channels: number) => `{
    var value = ${value};
    let channel = ${channel};
    let unit = place * ${channels}u + channel;
    ${end}
    ${y.set("unit", "value")};
  }`;
  const stores =
    g.outputs % 4 === 0
      ? store("sums", "vector", g.outputs / 4)
      : repeat(4, (j) => {
          const channel = `4u * vector + ${j}u`;
          return `if (${channel} < ${g.outputs}u) ${store(`sums[${j}]`, channel, g.outputs)}`;
        });
  return `
fn finish(sums: vec4f, pixel: u32, vector: u32) {
  if (pixel >= ${pixelsOf(g)}u || vector >= ${vectors(g.outputs)}u) { return; }
  ${place}
  ${stores}
}`;
}
