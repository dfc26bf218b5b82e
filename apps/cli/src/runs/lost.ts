// A device that goes away in the middle of a run.
import { setTimeout } from "node:timers/promises";
import { type Device, DeviceError } from "@unravel/core";
import type { Store } from "@unravel/core/store";
import { invocation } from "../command.ts";
import { shortPath } from "../output/format.ts";

/** The command that goes on with the run in `directory`. */
export const resumeCommand = (directory: Pick<Store, "location">): string =>
  invocation("train", "--resume", shortPath(directory.location));

/**
 * What `work` gives. Where `device` is lost, in silence or with an error of its own, throws a DeviceError that says so
 * and by which command to go on.
 */
export async function unlessLost<T>(device: Pick<Device, "lost">, next: string, work: () => Promise<T>): Promise<T> {
  const lost = device.lost.then((reason): never => {
    throw new DeviceError(`${reason}. The run's last checkpoint is kept; go on with: ${next}`);
  });
  const ended = work().catch(async (error: unknown) => {
    await setTimeout(100); // an error that the loss causes may come before the loss is told
    throw error;
  });
  return Promise.race([lost, ended]);
}
