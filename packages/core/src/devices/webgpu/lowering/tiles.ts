// Which tiles convolutions are computed in: a function of the shape only, within the workgroups that every adapter has (256 lanes, 16 KiB).
import type { Geometry, Tile } from "../../../ops/conv2d/wgsl.ts";

/** Tiles by the most output channels that they are for. */
const convolutionTiles: readonly (Omit<Tile, "depth"> & { readonly outputs: number })[] = [
  { outputs: 16, rows: 128, columns: 16, laneRows: 4 },
  { outputs: 32, rows: 64, columns: 32, laneRows: 4 },
  { outputs: Infinity, rows: 64, columns: 64, laneRows: 4 },
];

/** The steps in which a tap's input channels are gone through. */
const depths = [16, 8, 4];

/** The tile of a convolution. */
export function convolutionTile({ inputs, outputs }: Geometry): Tile {
  const { outputs: _, ...tile } = convolutionTiles.find((row) => outputs <= row.outputs)!;
  return { ...tile, depth: depths.find((depth) => depth <= inputs) ?? 4 };
}

const gradientTiles: readonly (Omit<Tile, "depth"> & { readonly outputs: number })[] = [
  { outputs: 16, rows: 144, columns: 16, laneRows: 4 },
  { outputs: 32, rows: 96, columns: 32, laneRows: 4 },
  { outputs: Infinity, rows: 64, columns: 64, laneRows: 4 },
];

/** The tile of a filter's gradient. */
export function gradientTile({ outputs }: Geometry): Tile {
  const { outputs: _, ...tile } = gradientTiles.find((row) => outputs <= row.outputs)!;
  return { ...tile, depth: 16 };
}

/** Workgroups that keep a large GPU busy, and the pixels below which another part is not worth its sum. */
const enoughGroups = 256;
const fewestPixels = 128;

/** In how many parts the pixels of a filter's gradient are summed. */
export function gradientSplits(g: Geometry, tile: Tile): number {
  const rows = g.kernelHeight * g.kernelWidth * g.inputs;
  const blocks = Math.ceil(rows / tile.rows) * Math.ceil(g.outputs / tile.columns);
  const pixels = g.images * g.outHeight * g.outWidth;
  return Math.max(1, Math.min(Math.floor(enoughGroups / blocks), Math.floor(pixels / fewestPixels)));
}
