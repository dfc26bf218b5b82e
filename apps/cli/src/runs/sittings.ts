// The sittings of a run: one, or one more for each device that is lost on the way.
import { type Device, DeviceError, type DeviceSupply } from "@unravel/core";
import type { Store } from "@unravel/core/store";
import { describeLoss, type Loss, type ResumeOptions, resume, type TrainingResult, trainOn } from "@unravel/train";
import { invocation } from "../command.ts";
import { shortPath } from "../output/format.ts";
import type { Report } from "../output/report.ts";
import { showTraining } from "../output/training.ts";
import { hasBegun, type RunRecord } from "./folder.ts";

/** What all sittings of a run are given. */
export type SittingOptions = {
  readonly directory: Store;
  readonly devices: DeviceSupply;
  readonly report: Report;
  readonly options: Pick<ResumeOptions, "data" | "signal" | "checkpointEvery" | "memoryBytes">;
};

/** What a run's record has of them, null standing for what was not given. */
export const sittingOptions = ({
  checkpointEvery,
  memoryBytes,
}: Pick<RunRecord, "checkpointEvery" | "memoryBytes">): Pick<ResumeOptions, "checkpointEvery" | "memoryBytes"> => ({
  ...(checkpointEvery === null ? {} : { checkpointEvery }),
  ...(memoryBytes === null ? {} : { memoryBytes }),
});

/**
 * Works on the run in `directory` until its end, or until it is stopped: begins it by `begin` where there is none yet, else resumes it.
 * A lost device is told in a line, and the run goes on on another. Throws a DeviceError with the command to go on where none is left.
 */
export async function workOn(
  { directory, devices, report, options }: SittingOptions,
  begin?: (device: Device) => Promise<TrainingResult>,
): Promise<TrainingResult> {
  const onLoss = (loss: Loss) => report.notice(describeLoss(loss));
  try {
    return await trainOn({ devices, directory, onLoss }, (device, goesOn) =>
      begin && !goesOn ? begin(device) : resume(directory, { ...options, device, ...showTraining(report) }),
    );
  } catch (error) {
    if (!(error instanceof DeviceError && (await hasBegun(directory)))) throw error;
    const next = invocation("train", "--resume", shortPath(directory.location));
    throw new DeviceError(`${error.message} Go on with: ${next}`, { cause: error });
  }
}
