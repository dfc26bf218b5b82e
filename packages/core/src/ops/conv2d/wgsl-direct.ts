// Convolution without workgroup memory: each lane has a large tile of sums and reads both sides itself. On a CPU, which emulates lanes
// one vector at a time, reading is what takes time, barriers take more, and caches do what workgroup memory is for.
import type { Arrays, ArrayText } from "../../devices/webgpu/kernel.ts";
import type { Geometry } from "./geometry.ts";
import { isInside, originOf, pixelsOf, repeat, vectors } from "./wgsl.ts";

/** A lane's sums: `rows` pixels (or vectors of filter rows) by `columns` vectors of output channels. */
export type LaneTile = { readonly rows: number; readonly columns: number };

/** The text of the four floats of channels from 4·`vector` on; behind the last channel they are other pixels'. */
const fourOf = (array: ArrayText, channels: number, pixel: string, vector: string): string => {
  if (channels % 4 === 0) return array.at(`${pixel} * ${channels / 4}u + ${vector}`);
  const floats = [0, 1, 2, 3].map((j) => array.at(`${pixel} * ${channels}u + 4u * ${vector} + ${j}u`));
  return `vec4f(${floats.join(", ")})`;
};

/** Lanes that a convolution takes. */
export const convolutionLanes = (g: Geometry, { rows, columns }: LaneTile): number =>
  Math.ceil(pixelsOf(g) / rows) * Math.ceil(vectors(g.outputs) / columns);

/** The body of a kernel for lane `i`; `weights` and results as in the tiled form. */
export function directConvolution({ x, weights }: Arrays<"x" | "weights">, g: Geometry, tile: LaneTile): string {
  const [inputs, outputs] = [vectors(g.inputs), vectors(g.outputs)];
  const blocks = Math.ceil(outputs / tile.columns);
  const eachRow = (text: (r: number) => string) => repeat(tile.rows, text);
  const eachColumn = (text: (c: number) => string) => repeat(tile.columns, text);
  // Vectors of four channels, or channels one by one: the text grows with what a lane reads at once, and compilers take their time.
  const [step, width] = g.inputs % 4 === 0 ? [4, "vec4f"] : [1, "f32"];
  const multiply = repeat(
    step,
    (j) => `{
        ${eachColumn((c) => `let b${c} = ${weights.at(`(tap * ${4 * inputs}u + ${step}u * k + ${j}u) * ${outputs}u + column${c}`)};`)}
        ${eachRow((r) => eachColumn((c) => `sum${r}_${c} += a${r}${step === 4 ? `[${j}]` : ""} * b${c};`))}
      }`,
  );
  return `
let firstPixel = (i / ${blocks}u) * ${tile.rows}u;
let firstColumn = (i % ${blocks}u) * ${tile.columns}u;
${eachColumn((c) => `let column${c} = min(firstColumn + ${c}u, ${outputs - 1}u);`)}
${eachRow((r) => `let pixel${r} = min(firstPixel + ${r}u, ${pixelsOf(g) - 1}u);\n${originOf(g, `pixel${r}`, `Of${r}`)}`)}
${eachRow((r) => eachColumn((c) => `var sum${r}_${c} = vec4f();`))}
var tap = 0u;
for (var tapRow = 0; tapRow < ${g.kernelHeight}; tapRow++) {
  for (var tapColumn = 0; tapColumn < ${g.kernelWidth}; tapColumn++) {
    ${eachRow(
      (r) => `
    let y${r} = rowOf${r} + tapRow;
    let x${r} = columnOf${r} + tapColumn;
    let inside${r} = ${isInside(g, `y${r}`, `x${r}`)};
    let from${r} = select(0u, u32(imageOf${r} + y${r} * ${g.width} + x${r}), inside${r});`,
    )}
    for (var k = 0u; k < ${g.inputs / step}u; k++) {
      ${eachRow((r) => `let a${r} = select(${width}(), ${x.at(`from${r} * ${g.inputs / step}u + k`)}, inside${r});`)}
      ${multiply}
    }
    tap++;
  }
}
${eachRow((r) => eachColumn((c) => `finish(sum${r}_${c}, firstPixel + ${r}u, firstColumn + ${c}u);`))}`;
}

/** Lanes that one part of a filter's gradient takes. */
export const gradientLanes = (g: Geometry, { rows, columns }: LaneTile): number =>
  Math.ceil((g.kernelHeight * g.kernelWidth * vectors(g.inputs)) / rows) * Math.ceil(vectors(g.outputs) / columns);

/** The body of a kernel for lane `i`: each of `splits` parts takes its share of the lines of output pixels; sums as in the tiled form. */
export function directFilterGradient(
  { x, dy, partial }: Arrays<"x" | "dy" | "partial">,
  g: Geometry,
  tile: LaneTile,
  splits: number,
): string {
  const [inputs, outputs] = [vectors(g.inputs), vectors(g.outputs)];
  const columnBlocks = Math.ceil(outputs / tile.columns);
  const lines = g.images * g.outHeight;
  const share = Math.ceil(lines / splits);
  const taps = g.kernelHeight * g.kernelWidth;
  const eachRow = (text: (r: number) => string) => repeat(tile.rows, text);
  const eachColumn = (text: (c: number) => string) => repeat(tile.columns, text);
  const storeRow = (r: number, j: number) => `
if (part${r} < ${taps * inputs}u && 4u * channel${r} + ${j}u < ${g.inputs}u) {
  let at = (split * ${taps * g.inputs}u + tap${r} * ${g.inputs}u + 4u * channel${r} + ${j}u) * ${g.outputs}u;
  ${eachColumn((c) =>
    repeat(4, (k) => {
      const column = `4u * (firstColumn + ${c}u) + ${k}u`;
      return `if (${column} < ${g.outputs}u) { ${partial.set(`at + ${column}`, `sum${4 * r + j}_${c}[${k}]`)}; }`;
    }),
  )}
}`;
  // Floats behind the last channel belong to the next pixel: they are summed, and not stored.
  return `
let firstColumn = i % ${columnBlocks}u * ${tile.columns}u;
let split = i / ${gradientLanes(g, tile)}u;
let firstPart = i % ${gradientLanes(g, tile)}u / ${columnBlocks}u * ${tile.rows}u;
${eachColumn((c) => `let column${c} = min(firstColumn + ${c}u, ${outputs - 1}u);`)}
${eachRow(
  (r) => `
let part${r} = firstPart + ${r}u;
let tap${r} = min(part${r} / ${inputs}u, ${taps - 1}u);
let channel${r} = part${r} % ${inputs}u;
let down${r} = i32(tap${r} / ${g.kernelWidth}u) - ${g.top};
let right${r} = i32(tap${r} % ${g.kernelWidth}u) - ${g.left};
${repeat(4, (j) => eachColumn((c) => `var sum${4 * r + j}_${c} = vec4f();`))}`,
)}
let end = min(${lines}u, (split + 1u) * ${share}u);
for (var line = split * ${share}u; line < end; line++) {
  let row = i32(line % ${g.outHeight}u) * ${g.stride};
  let image = i32(line / ${g.outHeight}u) * ${g.height * g.width};
  for (var column = 0; column < ${g.outWidth}; column++) {
    ${eachRow(
      (r) => `
    let y${r} = row + down${r};
    let x${r} = column * ${g.stride} + right${r};
    let inside${r} = ${isInside(g, `y${r}`, `x${r}`)};
    let from${r} = select(0u, u32(image + y${r} * ${g.width} + x${r}), inside${r});
    let a${r} = select(vec4f(), ${fourOf(x, g.inputs, `from${r}`, `channel${r}`)}, inside${r});`,
    )}
    let pixel = line * ${g.outWidth}u + u32(column);
    ${eachColumn((c) => `let b${c} = ${fourOf(dy, g.outputs, "pixel", `column${c}`)};`)}
    ${eachRow((r) => repeat(4, (j) => eachColumn((c) => `sum${4 * r + j}_${c} += a${r}[${j}] * b${c};`)))}
  }
}
${eachRow((r) => repeat(4, (j) => storeRow(r, j)))}`;
}
