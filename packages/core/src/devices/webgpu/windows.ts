// Texts of loops over windows, for pools: from an output to its inputs, and from an input to the outputs that read it.

/** A pool's sizes; `columns` are units of channels. */
export type PoolSizes = {
  readonly height: number;
  readonly width: number;
  readonly outHeight: number;
  readonly outWidth: number;
  readonly columns: number;
  readonly kernel: number;
  readonly stride: number;
  readonly top: number;
  readonly left: number;
};

/** Takes index i apart: declares `image`, `xRow`, `xColumn` (or yRow, yColumn) and `column`, the unit of channels. */
export const pixelOf = (side: "x" | "y", height: number, width: number, columns: number): string => `
let column = i % ${columns}u;
let ${side}Column = i32((i / ${columns}u) % ${width}u);
let ${side}Row = i32((i / ${columns * width}u) % ${height}u);
let image = i / ${columns * width * height}u;`;

/** Runs `body` for each input of the window at (yRow, yColumn), row by row, `at` being the input's index. */
export const eachTap = ({ height, width, columns, kernel, stride, top, left }: PoolSizes, body: string): string => `
for (var row = max(0, yRow * ${stride} - ${top}); row < min(${height}, yRow * ${stride} - ${top} + ${kernel}); row++) {
  for (var tap = max(0, yColumn * ${stride} - ${left}); tap < min(${width}, yColumn * ${stride} - ${left} + ${kernel}); tap++) {
    let at = ((image * ${height}u + u32(row)) * ${width}u + u32(tap)) * ${columns}u + column;
    ${body}
  }
}`;

/** Runs `body` for each window (yRow, yColumn) that has the input (xRow, xColumn), `window` being the index of its output. */
export const eachWindow = (sizes: PoolSizes, body: string): string => {
  const { outHeight, outWidth, columns, kernel, stride, top, left } = sizes;
  // The first window that ends at or behind the pixel; all terms of the quotient are at least 0.
  const first = (pixel: string, padding: number) => `max(0, ${pixel} + ${padding + stride - kernel}) / ${stride}`;
  return `
for (var yRow = ${first("xRow", top)}; yRow < ${outHeight} && yRow * ${stride} - ${top} <= xRow; yRow++) {
  for (var yColumn = ${first("xColumn", left)}; yColumn < ${outWidth} && yColumn * ${stride} - ${left} <= xColumn; yColumn++) {
    let window = ((image * ${outHeight}u + u32(yRow)) * ${outWidth}u + u32(yColumn)) * ${columns}u + column;
    ${body}
  }
}`;
};
