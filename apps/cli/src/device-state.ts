// Whether a device can be used here, and why not.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { type Device, openChecked } from "@unravel/core";
import { type DeviceRow, factoryOf } from "./device-table.ts";

/** What became of a device. "by name": it works, and is taken only when named. */
export type DeviceState = {
  readonly name: string;
  readonly about: string;
  readonly usable: "yes" | "by name" | "no";
  /** The device's own description if it can be used, else why not. */
  readonly detail: string;
  /** What its hardware has, and what it lacks, where the device tells. */
  readonly features?: Device["features"];
};

type Found = Pick<Device, "description" | "features">;

async function attempt(row: DeviceRow, byName: boolean): Promise<Found> {
  const device = await openChecked(factoryOf(row), byName);
  await device.dispose();
  return device;
}

const usable = ({ description, features }: Found, reason?: string): Pick<DeviceState, "detail" | "features"> => ({
  detail: reason === undefined ? description : `${description} (${reason})`,
  ...(features ? { features } : {}),
});

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Opens, checks and closes the device of a row. */
export async function lookAt(row: DeviceRow): Promise<DeviceState> {
  const { name, about, automatic } = row;
  let reason = "only for comparisons";
  if (automatic) {
    try {
      return { name, about, usable: "yes", ...usable(await attempt(row, false)) };
    } catch (error) {
      reason = reasonOf(error);
    }
  }
  return attempt(row, true).then(
    (found) => ({ name, about, usable: "by name", ...usable(found, reason) }),
    (error) => ({ name, about, usable: "no", detail: reasonOf(error) }),
  );
}

/** Lets a process of its own look at the device of a row (`unravel devices NAME`), and drops what that writes to stderr. */
export async function askOwnProcess({ name, about }: DeviceRow): Promise<DeviceState> {
  const args = [...process.execArgv, process.argv[1]!, "devices", name, "--json"];
  // Graphics libraries may take the process down when it ends: what it said before that counts.
  const { stdout } = await promisify(execFile)(process.execPath, args).catch((error: { stdout?: string }) => error);
  try {
    return JSON.parse(stdout ?? "").devices[0];
  } catch {
    return {
      name,
      about,
      usable: "no",
      detail: `the process that looked for it broke off; see unravel devices ${name}`,
    };
  }
}
