// Measures which tiles are fastest on an adapter, once and by command: no run of a training ever decides by the time it takes.
import { DeviceError } from "../../errors.ts";
import type { Tile } from "../../ops/conv2d/wgsl-tiled.ts";
import type { Capabilities, Program } from "../../plan/program.ts";
import type { LaunchTime } from "../device.ts";
import { createWebgpuDevice, type WebgpuOptions } from "./device.ts";
import type { ChooseTile } from "./lowering/tiles.ts";

/** What was measured, as JSON: where, and the tile for each choice that the programs had. */
export type Tuning = { readonly adapter: string; readonly choices: Readonly<Record<string, Tile>> };

/** What to tune, and how. */
export type TuneOptions = Omit<WebgpuOptions, "choose" | "progress" | "fill"> & {
  /** The program whose convolutions are tuned, planned for the device. */
  readonly program: (capabilities: Capabilities) => Program;
  /** How often each candidate is timed; the least time counts. Default 5. */
  readonly runs?: number;
  /** Told how many of how many variants of the program are timed. */
  readonly progress?: (done: number, total: number) => void;
};

const same = (a: Tile, b: Tile): boolean =>
  a.rows === b.rows && a.columns === b.columns && a.laneRows === b.laneRows && a.depth === b.depth;

/**
 * Times the program's convolutions with every candidate in turn, candidate n of all choices at once, by the GPU's clock. Throws a
 * DeviceError where the adapter has no clock, or where nothing is to be chosen: on a software adapter, whose convolutions have no tiles.
 */
export async function tune({
  program: planned,
  runs = 5,
  progress = () => {},
  ...options
}: TuneOptions): Promise<Tuning> {
  const best = new Map<string, { readonly tile: Tile; readonly milliseconds: number }>();
  let adapter = "";
  for (let variant = 0, total = 1; variant < total; variant++) {
    const taken = new Map<string, Tile>();
    const choose: ChooseTile = ({ key, table, candidates }) => {
      const tile = candidates[variant] ?? table;
      total = Math.max(total, candidates.length);
      taken.set(key, tile);
      return tile;
    };
    const device = await createWebgpuDevice({ ...options, choose });
    try {
      adapter = device.description;
      const executable = await device.load(planned(device.capabilities));
      if (taken.size === 0) throw new DeviceError(`${adapter}: there are no tiles to choose on this adapter.`);
      if (!executable.profile) throw new DeviceError(`${adapter}: this adapter cannot time its kernels.`);
      const times: (readonly LaunchTime[])[] = [];
      for (let run = 0; run < runs; run++) times.push(await executable.profile());
      for (const [key, milliseconds] of timesOf(times)) {
        const known = best.get(key);
        const tile = taken.get(key)!;
        if (!known || milliseconds < known.milliseconds) best.set(key, { tile, milliseconds });
      }
    } finally {
      await device.dispose();
    }
    progress(variant + 1, total);
  }
  const choices = [...best].map(([key, { tile }]) => [key, tile] as const).sort(([a], [b]) => (a < b ? -1 : 1));
  return { adapter, choices: Object.fromEntries(choices) };
}

/** The least time of all kernels of each choice, by its key. */
function timesOf(runs: readonly (readonly LaunchTime[])[]): ReadonlyMap<string, number> {
  const least = new Map<string, number>();
  for (const run of runs) {
    const sums = new Map<string, number>();
    for (const { choice, milliseconds } of run) {
      if (choice !== undefined) sums.set(choice, (sums.get(choice) ?? 0) + milliseconds);
    }
    for (const [key, sum] of sums) least.set(key, Math.min(sum, least.get(key) ?? Infinity));
  }
  return least;
}

/**
 * Takes the tiles of a tuning, and the table's where it has none: the order of every sum stays, so only the time differs. It throws a
 * DeviceError, when a program is loaded, for a tile that is none of today's candidates.
 */
export const tuned =
  ({ choices }: Tuning): ChooseTile =>
  ({ key, table, candidates }) => {
    if (!Object.hasOwn(choices, key)) return table;
    const wanted = choices[key]!;
    const tile = candidates.find((candidate) => same(candidate, wanted));
    if (!tile) {
      throw new DeviceError(
        `The tuning's tile for ${key} (${JSON.stringify(wanted)}) is none that this version has: tune again, or go without the tuning.`,
      );
    }
    return tile;
  };
