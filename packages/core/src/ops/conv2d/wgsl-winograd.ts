// Winograd's convolution in four kernels: filters and tiles of the image are transformed, multiplied at each of the points, and the products
// transformed back. A lane of a transform has four channels of a tile, one of the products as many sums as the direct form's.
import type { Arrays } from "../../devices/webgpu/kernel.ts";
import { float } from "../../devices/webgpu/kernel.ts";
import type { FilterOrder, Geometry } from "./geometry.ts";
import { isInside, repeat, vectors } from "./wgsl.ts";
import type { LaneTile } from "./wgsl-direct.ts";
import { type Matrix, winograd4 } from "./winograd-matrices.ts";

const { tile: tileSize, input, filter, output } = winograd4;
const size = input.length;

/** The points at which tiles are multiplied. */
export const points: number = size ** 2;

/** The tiles of all images; those at the far edges may reach beyond them. */
export function tilesOf({
  images,
  outHeight,
  outWidth,
}: Geometry): Readonly<Record<"rows" | "columns" | "count", number>> {
  const [rows, columns] = [Math.ceil(outHeight / tileSize), Math.ceil(outWidth / tileSize)];
  return { rows, columns, count: images * rows * columns };
}

/** Lanes that the kernels take. */
export const filterLanes = (g: Geometry): number => g.inputs * vectors(g.outputs);
export const inputLanes = (g: Geometry): number => tilesOf(g).count * vectors(g.inputs);
export const outputLanes = (g: Geometry): number => tilesOf(g).count * vectors(g.outputs);
export const productLanes = (g: Geometry, { rows, columns }: LaneTile): number =>
  points * Math.ceil(tilesOf(g).count / rows) * Math.ceil(vectors(g.outputs) / columns);

/** `text` for every element of a matrix. */
const each = (rows: number, columns: number, text: (row: number, column: number) => string): string =>
  repeat(rows, (row) => repeat(columns, (column) => text(row, column)));

/** The text of Σ factors[k]·names[k]. */
const combination = (factors: readonly number[], name: (k: number) => string): string =>
  factors
    .flatMap((factor, k) => (factor === 0 ? [] : [factor === 1 ? name(k) : `${float(factor)} * ${name(k)}`]))
    .join(" + ");

/** Declares `to`r_c as matrix·`from`·matrixᵀ, both by elements. */
function transform(matrix: Matrix, from: string, to: string): string {
  const [rows, columns] = [matrix.length, matrix[0]!.length];
  return [
    each(rows, columns, (r, c) => `let ${from}${to}${r}_${c} = ${combination(matrix[r]!, (k) => `${from}${k}_${c}`)};`),
    each(rows, rows, (r, c) => `let ${to}${r}_${c} = ${combination(matrix[c]!, (k) => `${from}${to}${r}_${k}`)};`),
  ].join("\n");
}

/** Declares which tile of which image, and which vector of its channels, lane `i` works on. */
const tileOfLane = (g: Geometry, channels: number): string => {
  const { rows, columns } = tilesOf(g);
  return `
let vector = i % ${vectors(channels)}u;
let tile = i / ${vectors(channels)}u;
let row = tile / ${columns}u % ${rows}u * ${tileSize}u;
let column = tile % ${columns}u * ${tileSize}u;
let image = tile / ${rows * columns}u;`;
};

/** w, read in `order`, to filters [points][inputs][outputs]. */
export function transformFilter(
  { w, filters }: Arrays<"w" | "filters">,
  g: Geometry,
  { first, rowStep, columnStep, inputStep, outputStep }: FilterOrder,
): string {
  const outputs = vectors(g.outputs);
  const tap = (row: number, column: number) => {
    const floats = [0, 1, 2, 3].map((j) =>
      w.at(`at + ${first + row * rowStep + column * columnStep + j * outputStep}u`),
    );
    return `let w${row}_${column} = vec4f(${floats.join(", ")});`;
  };
  return `
let at = i / ${outputs}u * ${inputStep}u + i % ${outputs}u * ${4 * outputStep}u;
${each(3, 3, tap)}
${transform(filter, "w", "u")}
${each(size, size, (r, c) => `${filters.set(`${(r * size + c) * filterLanes(g)}u + i`, `u${r}_${c}`)};`)}`;
}

/** x to tiles [points][tiles][inputs]. */
export function transformInput({ x, tiles }: Arrays<"x" | "tiles">, g: Geometry): string {
  const size = input.length;
  const inputs = vectors(g.inputs);
  const load = (r: number, c: number) => `
let inside${r}_${c} = ${isInside(g, `firstRow + ${r}`, `firstColumn + ${c}`)};
let d${r}_${c} = select(vec4f(), ${x.at(`select(0u, u32(origin + ${r * g.width + c}) * ${inputs}u + vector, inside${r}_${c})`)}, inside${r}_${c});`;
  return `
${tileOfLane(g, g.inputs)}
let firstRow = i32(row) - ${g.top};
let firstColumn = i32(column) - ${g.left};
let origin = (i32(image) * ${g.height} + firstRow) * ${g.width} + firstColumn;
${each(size, size, load)}
${transform(input, "d", "v")}
${each(size, size, (r, c) => `${tiles.set(`${(r * size + c) * inputLanes(g)}u + i`, `v${r}_${c}`)};`)}`;
}

/** Tiles times filters, to products [points][tiles][outputs]. What a lane has behind the last tile or channel is the last, once more. */
export function multiplyTiles(
  { tiles, filters, products }: Arrays<"tiles" | "filters" | "products">,
  g: Geometry,
  lane: LaneTile,
): string {
  const [inputs, outputs] = [vectors(g.inputs), vectors(g.outputs)];
  const { count } = tilesOf(g);
  const columnBlocks = Math.ceil(outputs / lane.columns);
  const rowBlocks = Math.ceil(count / lane.rows);
  const eachRow = (text: (r: number) => string) => repeat(lane.rows, text);
  const eachColumn = (text: (c: number) => string) => repeat(lane.columns, text);
  return `
let firstColumn = i % ${columnBlocks}u * ${lane.columns}u;
let firstTile = i / ${columnBlocks}u % ${rowBlocks}u * ${lane.rows}u;
let point = i / ${columnBlocks * rowBlocks}u;
${eachColumn((c) => `let column${c} = min(firstColumn + ${c}u, ${outputs - 1}u);`)}
${eachRow((r) => `let tile${r} = point * ${count}u + min(firstTile + ${r}u, ${count - 1}u);`)}
${each(lane.rows, lane.columns, (r, c) => `var sum${r}_${c} = vec4f();`)}
for (var k = 0u; k < ${inputs}u; k++) {
  ${eachRow((r) => `let a${r} = ${tiles.at(`tile${r} * ${inputs}u + k`)};`)}
  ${repeat(
    4,
    (j) => `{
    ${eachColumn((c) => `let b${c} = ${filters.at(`(point * ${g.inputs}u + 4u * k + ${j}u) * ${outputs}u + column${c}`)};`)}
    ${each(lane.rows, lane.columns, (r, c) => `sum${r}_${c} += a${r}[${j}] * b${c};`)}
  }`,
  )}
}
${each(lane.rows, lane.columns, (r, c) => `${products.set(`tile${r} * ${outputs}u + column${c}`, `sum${r}_${c}`)};`)}`;
}

/** Products to output pixels, which go to `finishing`'s function. */
export function transformOutput({ products }: Arrays<"products">, g: Geometry): string {
  const whole = g.outHeight % tileSize === 0 && g.outWidth % tileSize === 0;
  const finish = (r: number, c: number) => {
    const call = `finish(y${r}_${c}, pixel + ${r * g.outWidth + c}u, vector);`;
    return whole ? call : `if ((row + ${r}u < ${g.outHeight}u) & (column + ${c}u < ${g.outWidth}u)) { ${call} }`;
  };
  return `
${tileOfLane(g, g.outputs)}
let pixel = (image * ${g.outHeight}u + row) * ${g.outWidth}u + column;
${each(size, size, (r, c) => `let m${r}_${c} = ${products.at(`${(r * size + c) * outputLanes(g)}u + i`)};`)}
${transform(output, "m", "y")}
${each(tileSize, tileSize, finish)}`;
}
