// bench --tune: the fastest tiles of this GPU's convolutions for a network, measured once and kept in a file.
import { plan } from "@unravel/core";
import type { Tuning } from "@unravel/core/webgpu";
import type { Model } from "@unravel/models";
import type { Machine } from "../commands/machine.ts";
import { type Mode, modes } from "./workload.ts";

/** A tuning, and what it was made for and with. */
export type TuningFile = Tuning & {
  readonly model: string;
  readonly mode: Mode;
  readonly batch: number;
  readonly date: string;
  readonly machine: Machine;
};

/** What to tune for. */
export type TuningOptions = {
  readonly model: Model;
  readonly mode: Mode;
  readonly batch: number;
  readonly runs: number;
  readonly signal: AbortSignal;
  readonly onVariant: (done: number, total: number) => void;
};

/** Times the candidates on the webgpu device. Throws its DeviceError where there is nothing to choose, and the signal's reason. */
export async function measureTuning({ model, mode, batch, runs, signal, onVariant }: TuningOptions): Promise<Tuning> {
  const { tune } = await import("@unravel/core/webgpu");
  return tune({
    byName: true,
    runs,
    program: (capabilities) => plan(modes[mode].graph(model, batch), capabilities),
    progress(done, total) {
      signal.throwIfAborted();
      onVariant(done, total);
    },
  });
}

/** The tuning for people. */
export function tuningText({ adapter, choices }: Tuning, file: string): string {
  const rows = Object.entries(choices).map(
    ([key, { rows, columns, laneRows, depth }]) =>
      `  ${key}: ${rows}x${columns}, ${laneRows} rows a lane, depth ${depth}`,
  );
  return [`tiles for ${adapter}, written to ${file}`, ...rows].join("\n");
}
