// Convolution as a matrix product that is never laid out (implicit GEMM): rows are output pixels, columns output channels, and the depth
// goes tap by tap over the input channels. A workgroup keeps a tile of both sides in its memory, a lane a tile of sums in registers.
import type { Arrays, ArrayText, Shared } from "../../devices/webgpu/kernel.ts";
import type { Geometry } from "./geometry.ts";
import { isInside, originOf, pixelsOf, repeat, vectors } from "./wgsl.ts";

/** A workgroup's tile: rows x columns sums, in steps of `depth`; each lane has `laneRows` x 4 of them. */
export type Tile = {
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
  readonly laneRows: number;
};

/** The lanes of a tile's workgroup. */
export const lanesOf = ({ rows, columns, laneRows }: Tile): number => (rows / laneRows) * (columns / 4);

/** Workgroup memory: the left side by vectors of depth, the right side by vectors of columns. */
export const tileMemory = ({ rows, columns, depth }: Tile): Shared => ({
  left: { element: "vec4f", count: rows * vectors(depth) },
  right: { element: "vec4f", count: depth * vectors(columns) },
});

/** Reads the vector of input channels that starts at channel 4·`vector` of the pixel at `pixel`, zeros behind the last. */
function loadInputs(x: ArrayText, inputs: number, pixel: string, vector: string): string {
  if (inputs % 4 === 0) return `value = ${x.at(`${pixel} * ${inputs / 4}u + ${vector}`)};`;
  return repeat(
    4,
    (j) =>
      `if (4u * (${vector}) + ${j}u < ${inputs}u) { value[${j}] = ${x.at(`${pixel} * ${inputs}u + 4u * (${vector}) + ${j}u`)}; }`,
  );
}

/**
 * The body of a kernel. `weights` is [taps][inputs][outputs], both channels filled up with zeros to whole vectors. Sums go to
 * `finishing`'s function.
 */
export function convolution({ x, weights }: Arrays<"x" | "weights">, g: Geometry, tile: Tile): string {
  const lanes = lanesOf(tile);
  const pixels = pixelsOf(g);
  const [depth, inputs, outputs] = [vectors(tile.depth), vectors(g.inputs), vectors(g.outputs)];
  const columns = vectors(tile.columns);
  const blocks = Math.ceil(outputs / columns);
  const rowsApart = tile.rows / tile.laneRows;
  const leftSlots = tile.rows * depth;
  const rightSlots = tile.depth * columns;
  const guarded = (slot: string, slots: number, text: string) =>
    slots % lanes === 0 ? text : `if (${slot} < ${slots}u) { ${text} }`;
  return `
let firstPixel = (group / ${blocks}u) * ${tile.rows}u;
let firstColumn = (group % ${blocks}u) * ${columns}u;
${repeat(
  Math.ceil(leftSlots / lanes),
  (s) => `
let slot${s} = lane + ${s * lanes}u;
let vector${s} = slot${s} % ${depth}u;
let tileRow${s} = slot${s} / ${depth}u;
let pixel${s} = firstPixel + tileRow${s};
${originOf(g, `pixel${s}`, s)}`,
)}
let laneColumn = lane % ${columns}u;
let laneRow = lane / ${columns}u;
${repeat(tile.laneRows, (r) => `var sum${r} = vec4f();`)}
var tap = 0u;
for (var tapRow = 0; tapRow < ${g.kernelHeight}; tapRow++) {
  for (var tapColumn = 0; tapColumn < ${g.kernelWidth}; tapColumn++) {
    ${repeat(
      Math.ceil(leftSlots / lanes),
      (s) => `
    let y${s} = row${s} + tapRow;
    let x${s} = column${s} + tapColumn;
    let inside${s} = (pixel${s} < ${pixels}u) & ${isInside(g, `y${s}`, `x${s}`)};
    let from${s} = u32(image${s} + y${s} * ${g.width} + x${s});`,
    )}
    for (var k = 0u; k < ${inputs}u; k += ${depth}u) {
      ${repeat(Math.ceil(leftSlots / lanes), (s) =>
        guarded(
          `slot${s}`,
          leftSlots,
          `{
        var value = vec4f();
        if (inside${s} && k + vector${s} < ${inputs}u) { ${loadInputs(x, g.inputs, `from${s}`, `(k + vector${s})`)} }
        left[vector${s} * ${tile.rows}u + tileRow${s}] = value;
      }`,
        ),
      )}
      ${repeat(Math.ceil(rightSlots / lanes), (s) => {
        const slot = `(lane + ${s * lanes}u)`;
        return guarded(
          slot,
          rightSlots,
          `{
        let input = 4u * k + ${slot} / ${columns}u;
        let output = firstColumn + ${slot} % ${columns}u;
        var value = vec4f();
        if (input < ${4 * inputs}u && output < ${outputs}u) { value = ${weights.at(`(tap * ${4 * inputs}u + input) * ${outputs}u + output`)}; }
        right[${slot}] = value;
      }`,
        );
      })}
      workgroupBarrier();
      for (var vector = 0u; vector < ${depth}u; vector++) {
        ${repeat(4, (j) => `let b${j} = right[(4u * vector + ${j}u) * ${columns}u + laneColumn];`)}
        ${repeat(
          tile.laneRows,
          (r) => `
        let a${r} = left[vector * ${tile.rows}u + laneRow + ${r * rowsApart}u];
        sum${r} += a${r}.x * b0 + a${r}.y * b1 + a${r}.z * b2 + a${r}.w * b3;`,
        )}
      }
      workgroupBarrier();
    }
    tap++;
  }
}
${repeat(tile.laneRows, (r) => `finish(sum${r}, firstPixel + laneRow + ${r * rowsApart}u, firstColumn + laneColumn);`)}`;
}
