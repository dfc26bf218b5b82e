// The first sitting of a run, once everything that decides it is known.
import { type DeviceSupply, MemoryError } from "@unravel/core";
import type { Store } from "@unravel/core/store";
import type { Tuning } from "@unravel/core/webgpu";
import { type TrainingData, type TrainingResult, type TrainOptions, train } from "@unravel/train";
import { advising } from "../failures.ts";
import type { ImageSource } from "../inputs/datasets.ts";
import type { Report } from "../output/report.ts";
import { showTraining } from "../output/training.ts";
import { discardUnbegun, writeRecord } from "./folder.ts";
import { sittingOptions, workOn } from "./sittings.ts";

/** What decides a run, but for the device. */
export type RunPlan = Pick<
  TrainOptions,
  "model" | "recipe" | "initial" | "normalisation" | "frozen" | "seed" | "checkpointEvery" | "memoryBytes"
> & {
  readonly data: TrainingData;
  /** Where the images came from, for going on. */
  readonly source: ImageSource;
  readonly directory: Store;
  readonly commandLine: string;
  readonly tuning?: Tuning | null;
};

const memoryAdvice =
  "--batch-size makes the batch smaller; --grad-accum-steps keeps it, and runs it in parts that need less.";

/** Starts a run, and works on it until its end or until `signal` stops it. A run that cannot begin leaves nothing. */
export async function beginRun(
  { source, commandLine, tuning = null, ...plan }: RunPlan,
  devices: DeviceSupply,
  report: Report,
  signal: AbortSignal,
): Promise<TrainingResult> {
  const { directory, data, checkpointEvery = null, memoryBytes = null } = plan;
  try {
    const tested = data.test !== undefined;
    const { name: device } = devices.device;
    const record = { command: commandLine, images: source, device, checkpointEvery, memoryBytes, tested, tuning };
    await writeRecord(directory, record);
    const options = { data, signal, ...sittingOptions({ checkpointEvery, memoryBytes }) };
    return await advising(MemoryError, memoryAdvice, () =>
      workOn({ directory, devices, report, options }, (opened) =>
        train({ ...plan, device: opened, signal, ...showTraining(report) }),
      ),
    );
  } catch (error) {
    await discardUnbegun(directory).catch(() => {}); // the first error is the one to tell
    throw error;
  }
}
