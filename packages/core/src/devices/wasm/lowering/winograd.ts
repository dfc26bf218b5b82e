// Winograd's convolution F(4x4, 3x3) and its filter gradient F(3x3, 4x4), for 3x3 filters at stride 1.
import type { Geometry } from "../../../ops/conv2d/geometry.ts";
import * as kernels from "../kernel-ids.ts";
import { type Filter, type Finishing, filterChunks, outputGroups, prepareFilter } from "./forms.ts";
import { createLayout, type Lowered, type Prepare, roundUp } from "./lowering.ts";

const tilesOf = ({ outHeight, outWidth }: Geometry) => ({
  rows: Math.ceil(outHeight / 4),
  columns: Math.ceil(outWidth / 4),
});

/** How many multiplications the transforms are worth, relative to the products of the tiles: measured at 16 to 64 channels. */
const overhead = 1.6;

/** Whether the tiles' 36 products each, and their transforms, are fewer than 9 a pixel; channels must fill the register tile. */
export function suitsWinograd(g: Geometry): boolean {
  const fits =
    g.kernelHeight === 3 &&
    g.kernelWidth === 3 &&
    g.stride === 1 &&
    g.inputs % 4 === 0 &&
    g.inputs >= 8 &&
    g.outputs % 8 === 0;
  const tiles = tilesOf(g);
  return fits && overhead * 36 * tiles.rows * tiles.columns < 9 * g.outHeight * g.outWidth;
}

/** Rows of tiles that make about `tiles` tiles. */
const blockRowsOf = (tiles: number, columns: number): number => Math.max(1, Math.round(tiles / columns));

/** Tiles of a block by channels, so that a point's factors stay in the first cache and the block in the second. */
const forwardTiles = (channels: number): number => (channels <= 64 ? 24 : channels <= 128 ? 42 : 48);
const gradientTiles = (channels: number): number => (channels <= 16 ? 48 : 32);

/** Bytes from point to point: a little more than the tiles, so that points do not meet in the same cache sets. */
const pointBytes = (tiles: number, channels: number): number => 4 * (tiles * channels + 16);

/** Bytes of the columns of a row of tiles, 6 pairs of vectors each; or of a tile of outputs or of their gradient. */
const columnBytes = (columns: number): number => Math.max((4 * columns + 2) * 192, 28 * 32);

/** y = x * w; see `Filter` for how w is read. */
export function winogradConvolution(
  x: number,
  y: number,
  filter: Filter,
  g: Geometry,
  finishing: Finishing,
  prepare: Prepare,
): Lowered {
  const { images, height, width, inputs, outHeight, outWidth, outputs, top, left } = g;
  const tiles = tilesOf(g);
  const rows = blockRowsOf(forwardTiles(inputs), tiles.columns);
  const block = roundUp(rows * tiles.columns, 6);
  const [pointV, pointM] = [pointBytes(block, inputs), pointBytes(block, outputs)];
  const layout = createLayout();
  const zero = layout.take(4 * width * inputs);
  const column = layout.take(columnBytes(tiles.columns));
  const v = layout.take(36 * pointV);
  const m = layout.take(36 * pointM);
  const { address, columnStep, inputStep, outputStep } = filter;
  const {
    filters,
    factors,
    biases,
    rows: folding,
  } = prepareFilter(prepare, 144 * inputs * outputs, filter, finishing, outputs);
  const groups = outputGroups(images * tiles.rows, outputs);
  const steps = [columnStep, inputStep, outputStep];
  return {
    preparation: [...folding, [kernels.transformFilters, address, inputs, outputs, ...steps, column, filters, factors]],
    rows: [
      [
        ...[kernels.winogradConvolve, x, y, images, height, width, inputs, outHeight, outWidth, outputs, top, left],
        ...[rows, pointV, pointM, zero, column, v, m, filters, groups, biases, finishing.addend, finishing.floor],
      ],
    ],
    scratch: layout.bytes(),
  };
}

/** dw from x and dy. */
export function winogradFilterGradient(x: number, dy: number, dw: number, g: Geometry): Lowered {
  const { images, height, width, inputs, outHeight, outWidth, outputs, top, left } = g;
  const tiles = tilesOf(g);
  const rows = blockRowsOf(gradientTiles(inputs), tiles.columns);
  const block = roundUp(rows * tiles.columns, 2);
  const [pointV, pointY] = [pointBytes(block, inputs), pointBytes(block, outputs)];
  const sums = 4 * 36 * inputs * outputs;
  const chunks = filterChunks(images * tiles.rows, sums);
  const layout = createLayout();
  const zero = layout.take(4 * Math.max(width * inputs, outWidth * outputs));
  const column = layout.take(Math.max(columnBytes(tiles.columns), 54 * 32));
  const v = layout.take(36 * pointV);
  const m = layout.take(36 * pointY);
  return {
    rows: [
      [
        ...[kernels.winogradAccumulate, x, dy, images, height, width, inputs, outHeight, outWidth, outputs, top, left],
        ...[rows, pointV, pointY, chunks, zero, column, v, m],
      ],
      [kernels.winogradReduce, dw, inputs, outputs, chunks, column],
    ],
    workspace: chunks * sums,
    scratch: layout.bytes(),
  };
}
