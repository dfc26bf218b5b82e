// Training that outlives its device: where it is lost, the run goes on from its last checkpoint on another one, by itself.
import { type Device, DeviceError, type DeviceSupply } from "@unravel/core";
import type { Store } from "@unravel/core/store";
import { checkpointStep } from "./checkpoint.ts";
import { holdsRun } from "./config.ts";

/** A device that was lost while it trained, and what the run goes on with. */
export type Loss = {
  /** What its device said. */
  readonly reason: string;
  /** The updates of the checkpoint that the run goes on from; undefined where it had not begun. */
  readonly step: number | undefined;
  readonly lost: Device;
  /** The device that was opened in its place. */
  readonly next: Device;
};

/** What a run that outlives its device is given. */
export type SurvivalOptions = {
  readonly devices: DeviceSupply;
  /** Where the run is kept. */
  readonly directory: Store;
  readonly onLoss: (loss: Loss) => void;
};

/** How often in a row, without a checkpoint in between, a device may be lost before another one takes its place. */
const mostInARow = 3;

/** Milliseconds in which a loss is told after an error that it has caused: busy browsers take a second. */
const patience = { ofDevice: 5000, other: 100 };

/**
 * What `sit` gives, which trains on the device that it is called with: begins the run in `directory`, or resumes it where one is there
 * (`goesOn`). Where `sit` fails because its device was lost, it is called again with another one: the same, opened anew, or, after the
 * third loss without a checkpoint in between, the supply's next. What `sit` throws with a device that is still there is thrown on.
 *
 * Throws a DeviceError where no device can take the lost one's place; the last checkpoint stays.
 */
export async function trainOn<T>(
  { devices, directory, onLoss }: SurvivalOptions,
  sit: (device: Device, goesOn: boolean) => Promise<T>,
): Promise<T> {
  let [before, inARow]: [number | undefined, number] = [undefined, 0];
  while (true) {
    const { device: lost } = devices;
    try {
      return await sit(lost, await holdsRun(directory));
    } catch (error) {
      const reason = await lossAfter(error, lost.lost);
      if (reason === undefined) throw error;
      const step = (await holdsRun(directory)) ? await checkpointStep(directory) : undefined;
      inARow = step === before ? inARow + 1 : 1;
      before = step;
      const next = await devices.replace(inARow < mostInARow).catch((cause: Error) => {
        throw new DeviceError(withoutDevice(reason, cause, step, directory), { cause });
      });
      if (next.name !== lost.name) inARow = 0;
      onLoss({ reason, step, lost, next });
    }
  }
}

/** Why the device of which `lost` would tell was lost; undefined where nothing is told within the time in which a loss follows `error`. */
export async function lossAfter(error: unknown, lost: Device["lost"]): Promise<string | undefined> {
  const milliseconds = error instanceof DeviceError ? patience.ofDevice : patience.other;
  let timer: Parameters<typeof clearTimeout>[0];
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  try {
    return await Promise.race([lost, late]);
  } finally {
    clearTimeout(timer);
  }
}

function withoutDevice(reason: string, { message }: Error, step: number | undefined, { location }: Store): string {
  const rest =
    step === undefined
      ? "The run had not begun: start it anew."
      : `The run's last checkpoint, after ${step} steps, is kept in ${location}: resume it from there.`;
  return `${sentence(reason)} ${sentence(message)} ${rest}`;
}

const sentence = (text: string): string => (text.endsWith(".") ? text : `${text}.`);

/** A loss in one line for people: "webgpu was lost (reason). The run goes on ...". */
export function describeLoss({ reason, step, lost, next }: Loss): string {
  const from = step === undefined ? "begins anew" : `goes on from its checkpoint after ${step} steps`;
  return `${lost.name} was lost (${reason.replace(/\.$/, "")}). The run ${from} on ${next.name}, ${next.description}.`;
}
