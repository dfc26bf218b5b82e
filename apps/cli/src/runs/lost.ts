// A device that goes away in the middle of a run.
import { setTimeout } from "node:timers/promises";
import { type Device, DeviceError } from "@unravel/core";
import type { Store } from "@unravel/core/store";
import { invocation } from "../command.ts";
import { shortPath } from "../output/format.ts";

/**
 * What `work` gives. Where `device` is lost, in silence or with an error of its own, throws a DeviceError that says so
 * and how to go on with the run in `directory`.
 */
export async function unlessLost<T>(
  device: Pick<Device, "lost">,
  directory: Pick<Store, "location">,
  work: () => Promise<T>,
): Promise<T> {
  const lost = device.lost.then((reason): never => {
    const next = invocation("train", "--resume", shortPath(directory.location));
    throw new DeviceError(`${reason}. The run's last checkpoint is kept; go on with: ${next}`);
  });
  const ended = work().catch(async (error: unknown) => {
    await setTimeout(100); // an error that the loss causes may come before the loss is told
    throw error;
  });
  return Promise.race([lost, ended]);
}
