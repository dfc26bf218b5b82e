// A filter's gradient as a matrix product that is never laid out: rows are (tap, input channel), columns output channels, and the depth
// goes over the output pixels, of which each workgroup takes a part; parts are summed by another kernel.
import type { Arrays, Shared } from "../../devices/webgpu/kernel.ts";
import type { Geometry } from "./geometry.ts";
import { isInside, originOf, pixelsOf, repeat, vectors } from "./wgsl.ts";
import { lanesOf, type Tile } from "./wgsl-tiled.ts";

/** Workgroup memory: both sides by vectors of rows and of columns. */
export const gradientMemory = ({ rows, columns, depth }: Tile): Shared => ({
  left: { element: "vec4f", count: depth * vectors(rows) },
  right: { element: "vec4f", count: depth * vectors(columns) },
});

/**
 * The body of a kernel; each of `splits` parts takes `share` pixels. Sums go to `partial` [splits][rows][columns], rows and columns
 * being the filter's, one float at a time.
 */
export function filterGradient(
  { x, dy, partial }: Arrays<"x" | "dy" | "partial">,
  g: Geometry,
  tile: Tile,
  splits: number,
): string {
  const lanes = lanesOf(tile);
  const pixels = pixelsOf(g);
  const share = Math.ceil(pixels / splits);
  const rows = g.kernelHeight * g.kernelWidth * g.inputs;
  const [rowVectors, columnVectors] = [vectors(tile.rows), vectors(tile.columns)];
  const rowBlocks = Math.ceil(rows / tile.rows);
  const columnBlocks = Math.ceil(g.outputs / tile.columns);
  const leftSlots = tile.depth * rowVectors;
  const rightSlots = tile.depth * columnVectors;
  const inputWidth = g.inputs % 4 === 0 ? 4 : 1;
  const guarded = (slot: string, slots: number, text: string) =>
    slots % lanes === 0 ? text : `if (${slot} < ${slots}u) { ${text} }`;

  /** Reads from x what filter row `row` meets at the output pixel. */
  const loadRows = (filterRow: string, into: string) => `
if (${filterRow} < ${rows}u) {
  let tap = ${filterRow} / ${g.inputs}u;
  let xRow = row + i32(tap / ${g.kernelWidth}u);
  let xColumn = column + i32(tap % ${g.kernelWidth}u);
  if (${isInside(g, "xRow", "xColumn")}) {
    let place = u32(image + xRow * ${g.width} + xColumn);
    ${into} = ${x.at(`place * ${g.inputs / inputWidth}u + (${filterRow} % ${g.inputs}u) / ${inputWidth}u`)};
  }
}`;
  const loadLeft =
    inputWidth === 4 ? loadRows("first", "value") : repeat(4, (j) => loadRows(`(first + ${j}u)`, `value[${j}]`));
  const loadRight =
    g.outputs % 4 === 0
      ? `if (output < ${g.outputs / 4}u) { value = ${dy.at(`pixel * ${g.outputs / 4}u + output`)}; }`
      : repeat(
          4,
          (j) =>
            `if (4u * output + ${j}u < ${g.outputs}u) { value[${j}] = ${dy.at(`pixel * ${g.outputs}u + 4u * output + ${j}u`)}; }`,
        );
  const laneVectors = tile.laneRows / 4;
  const rowsApart = rowVectors / laneVectors;
  return `
let split = group / ${rowBlocks * columnBlocks}u;
let firstRow = (group % ${rowBlocks * columnBlocks}u) / ${columnBlocks}u * ${rowVectors}u;
let firstColumn = group % ${columnBlocks}u * ${columnVectors}u;
let laneColumn = lane % ${columnVectors}u;
let laneRow = lane / ${columnVectors}u;
${repeat(tile.laneRows, (r) => `var sum${r} = vec4f();`)}
let last = min(${pixels}u, (split + 1u) * ${share}u);
for (var start = split * ${share}u; start < last; start += ${tile.depth}u) {
  ${repeat(Math.ceil(leftSlots / lanes), (s) => {
    const slot = `(lane + ${s * lanes}u)`;
    return guarded(
      slot,
      leftSlots,
      `{
    let pixel = start + ${slot} / ${rowVectors}u;
    let first = 4u * (firstRow + ${slot} % ${rowVectors}u);
    var value = vec4f();
    if (pixel < last) {
      ${originOf(g, "pixel", "")}
      ${loadLeft}
    }
    left[${slot}] = value;
  }`,
    );
  })}
  ${repeat(Math.ceil(rightSlots / lanes), (s) => {
    const slot = `(lane + ${s * lanes}u)`;
    return guarded(
      slot,
      rightSlots,
      `{
    let pixel = start + ${slot} / ${columnVectors}u;
    let output = firstColumn + ${slot} % ${columnVectors}u;
    var value = vec4f();
    if (pixel < last) { ${loadRight} }
    right[${slot}] = value;
  }`,
    );
  })}
  workgroupBarrier();
  for (var k = 0u; k < ${tile.depth}u; k++) {
    let b = right[k * ${columnVectors}u + laneColumn];
    ${repeat(
      laneVectors,
      (v) => `
    let a${v} = left[k * ${rowVectors}u + laneRow + ${v * rowsApart}u];
    ${repeat(4, (j) => `sum${4 * v + j} += a${v}[${j}] * b;`)}`,
    )}
  }
  workgroupBarrier();
}
${repeat(
  tile.laneRows,
  (r) => `{
  let row = 4u * (firstRow + laneRow + ${Math.floor(r / 4) * rowsApart}u) + ${r % 4}u;
  let column = 4u * (firstColumn + laneColumn);
  ${repeat(4, (j) => `if (row < ${rows}u && column + ${j}u < ${g.outputs}u) { ${partial.set(`(split * ${rows}u + row) * ${g.outputs}u + column + ${j}u`, `sum${r}[${j}]`)}; }`)}
}`,
)}`;
}
