// An interrupted run, from its last checkpoint on.
import { openStore } from "@unravel/core/store";
import type { TrainingResult } from "@unravel/train";
import type { Call } from "../command.ts";
import { requireDevice, withDevices } from "../devices.ts";
import { chooseSource, type DataFlags, loadTrainingData } from "../inputs/data.ts";
import type { DeviceFlags } from "../inputs/device-flags.ts";
import { readTuning } from "../inputs/tuning.ts";
import { readRecord } from "./folder.ts";
import { sittingOptions, workOn } from "./sittings.ts";

/** What may be said when a run goes on: where it is, and what may have moved since. */
export type GoOnFlags = DataFlags &
  DeviceFlags & {
    readonly resume?: string;
    readonly memory?: number;
    readonly checkpointEvery?: number;
  };

/** Goes on with the run in `folder` as it was started, until its end or until `signal` stops it. */
export async function goOn(
  folder: string,
  { options, report }: Call<GoOnFlags>,
  signal: AbortSignal,
): Promise<TrainingResult> {
  requireDevice(options);
  const directory = openStore(folder);
  const record = await readRecord(directory);
  const source = await chooseSource({ ...record.images, ...options }, record.images.size);
  const checkpointEvery = options.checkpointEvery ?? record.checkpointEvery;
  const memoryBytes = options.memory ?? record.memoryBytes;
  const tuning = options.tuned === undefined ? (record.tuning ?? undefined) : await readTuning(options.tuned);
  const data = await loadTrainingData({ ...source, report, signal }, record.tested);
  const given = { data, signal, ...sittingOptions({ checkpointEvery, memoryBytes }) };
  return withDevices({ device: record.device, ...options, tuning }, report, (devices) =>
    workOn({ directory, devices, report, options: given }),
  );
}
