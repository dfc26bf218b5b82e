// The tiles that a GPU's convolutions may take, and which they take: by shape, or as a tuner measured. All of one convolution add up in
// the same order: a tuner may choose freely among them.
import type { Geometry } from "../../../ops/conv2d/geometry.ts";
import { pixelsOf } from "../../../ops/conv2d/wgsl.ts";
import type { Tile } from "../../../ops/conv2d/wgsl-tiled.ts";

type Role = "convolution" | "filter gradient";

/** A tile without the steps in which the depth is gone through; `outputs`: the most output channels for which the table has it. */
type Row = Omit<Tile, "depth"> & { readonly outputs?: number };

/** At most 256 lanes and 16 KiB: what every adapter has. The first that has `outputs` for a convolution is the table's. */
const rows: Readonly<Record<Role, readonly Row[]>> = {
  convolution: [
    { outputs: 16, rows: 128, columns: 16, laneRows: 4 },
    { outputs: 32, rows: 64, columns: 32, laneRows: 4 },
    { outputs: Infinity, rows: 64, columns: 64, laneRows: 4 },
    { rows: 64, columns: 16, laneRows: 4 },
    { rows: 128, columns: 16, laneRows: 8 },
    { rows: 128, columns: 32, laneRows: 8 },
    { rows: 32, columns: 64, laneRows: 4 },
    { rows: 64, columns: 64, laneRows: 8 },
    { rows: 128, columns: 64, laneRows: 8 },
  ],
  "filter gradient": [
    { outputs: 16, rows: 144, columns: 16, laneRows: 4 },
    { outputs: 32, rows: 96, columns: 32, laneRows: 4 },
    { outputs: Infinity, rows: 64, columns: 64, laneRows: 4 },
    { rows: 64, columns: 16, laneRows: 4 },
    { rows: 64, columns: 32, laneRows: 4 },
    { rows: 128, columns: 32, laneRows: 8 },
    { rows: 64, columns: 64, laneRows: 8 },
    { rows: 128, columns: 64, laneRows: 8 },
  ],
};

/** The steps in which a tap's input channels are gone through, and a filter gradient's pixels. */
const depths: Readonly<Record<Role, (g: Geometry) => number>> = {
  convolution: ({ inputs }) => [16, 8].find((depth) => depth <= inputs) ?? 4,
  "filter gradient": () => 16,
};

/** A choice to be made: what it is for, the table's tile, and all that may be taken instead. */
export type TileChoice = { readonly key: string; readonly table: Tile; readonly candidates: readonly Tile[] };

/** Makes the choices. */
export type ChooseTile = (choice: TileChoice) => Tile;

/** The table's tiles. */
export const byTable: ChooseTile = ({ table }) => table;

/** The choice for a convolution of these sizes. */
export function tileChoice(role: Role, g: Geometry): TileChoice {
  const depth = depths[role](g);
  const tile = ({ outputs: _, ...row }: Row): Tile => ({ ...row, depth });
  const fitting = rows[role].filter(({ columns }) => columns < 2 * Math.max(16, g.outputs));
  return {
    key: `${role} ${g.images}x${g.height}x${g.width}x${g.inputs} to ${g.outHeight}x${g.outWidth}x${g.outputs}, ${g.kernelHeight}x${g.kernelWidth}, stride ${g.stride}`,
    table: tile(rows[role].find(({ outputs = 0 }) => g.outputs <= outputs)!),
    candidates: fitting.map(tile),
  };
}

/** Workgroups that keep a large GPU busy, and the pixels below which another part is not worth its sum. */
const enoughGroups = 256;
const fewestPixels = 128;

/** How many parts a filter gradient's pixels are summed in: of the table's tile, whatever is chosen, for the order of the sum. */
export function splitsOf(g: Geometry): number {
  const { table } = tileChoice("filter gradient", g);
  const blocks = blocksOf(g, table);
  return Math.max(1, Math.min(Math.floor(enoughGroups / blocks), Math.floor(pixelsOf(g) / fewestPixels)));
}

/** How many tiles a filter's gradient has. */
export const blocksOf = (g: Geometry, tile: Tile): number =>
  Math.ceil((g.kernelHeight * g.kernelWidth * g.inputs) / tile.rows) * Math.ceil(g.outputs / tile.columns);
