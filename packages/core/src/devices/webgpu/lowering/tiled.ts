// Convolutions on GPUs: tiles in workgroup memory. Their sizes are a function of the shape only, within the workgroups that every adapter
// has (256 lanes, 16 KiB).
import { type Geometry, pixelsOf } from "../../../ops/conv2d/wgsl.ts";
import { convolution, lanesOf, type Tile, tileMemory } from "../../../ops/conv2d/wgsl-tiled.ts";
import { filterGradient, gradientMemory } from "../../../ops/conv2d/wgsl-tiled-gradient.ts";
import type { Form } from "./form.ts";

/** Tiles by the most output channels that they are for. */
const convolutionTiles: readonly (Omit<Tile, "depth"> & { readonly outputs: number })[] = [
  { outputs: 16, rows: 128, columns: 16, laneRows: 4 },
  { outputs: 32, rows: 64, columns: 32, laneRows: 4 },
  { outputs: Infinity, rows: 64, columns: 64, laneRows: 4 },
];

/** The steps in which a tap's input channels are gone through. */
const depths = [16, 8, 4];

/** The tile of a convolution. */
function convolutionTile({ inputs, outputs }: Geometry): Tile {
  const { outputs: _, ...tile } = convolutionTiles.find((row) => outputs <= row.outputs)!;
  return { ...tile, depth: depths.find((depth) => depth <= inputs) ?? 4 };
}

const gradientTiles: readonly (Omit<Tile, "depth"> & { readonly outputs: number })[] = [
  { outputs: 16, rows: 144, columns: 16, laneRows: 4 },
  { outputs: 32, rows: 96, columns: 32, laneRows: 4 },
  { outputs: Infinity, rows: 64, columns: 64, laneRows: 4 },
];

/** The tile of a filter's gradient. */
function gradientTile({ outputs }: Geometry): Tile {
  const { outputs: _, ...tile } = gradientTiles.find((row) => outputs <= row.outputs)!;
  return { ...tile, depth: 16 };
}

/** Workgroups that keep a large GPU busy, and the pixels below which another part is not worth its sum. */
const enoughGroups = 256;
const fewestPixels = 128;

export const tiled: Form = {
  convolution(g) {
    const tile = convolutionTile(g);
    return {
      lanes: lanesOf(tile),
      groups: Math.ceil(pixelsOf(g) / tile.rows) * Math.ceil(g.outputs / tile.columns),
      shared: tileMemory(tile),
      body: (arrays) => convolution(arrays, g, tile),
    };
  },
  filterGradient(g) {
    const tile = gradientTile(g);
    const rows = g.kernelHeight * g.kernelWidth * g.inputs;
    const blocks = Math.ceil(rows / tile.rows) * Math.ceil(g.outputs / tile.columns);
    const most = Math.min(Math.floor(enoughGroups / blocks), Math.floor(pixelsOf(g) / fewestPixels));
    const splits = Math.max(1, most);
    return {
      splits,
      lanes: lanesOf(tile),
      groups: splits * blocks,
      shared: gradientMemory(tile),
      body: (arrays) => filterGradient(arrays, g, tile, splits),
    };
  },
};
