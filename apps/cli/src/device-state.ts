// Whether a device can be used here, and why not.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { openChecked } from "@unravel/core";
import type { DeviceRow } from "./devices.ts";

/** What became of a device. "by name": it works, and is taken only when named. */
export type DeviceState = {
  readonly name: string;
  readonly about: string;
  readonly usable: "yes" | "by name" | "no";
  /** The device's own description if it can be used, else why not. */
  readonly detail: string;
};

async function attempt({ factory }: DeviceRow, byName: boolean): Promise<string> {
  const device = await openChecked(factory, byName);
  const { description } = device;
  await device.dispose();
  return description;
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Opens, checks and closes the device of a row. */
export async function lookAt(row: DeviceRow): Promise<DeviceState> {
  const { about, automatic } = row;
  const { name } = row.factory;
  let reason = "only for comparisons";
  if (automatic) {
    try {
      return { name, about, usable: "yes", detail: await attempt(row, false) };
    } catch (error) {
      reason = reasonOf(error);
    }
  }
  return attempt(row, true).then(
    (description) => ({ name, about, usable: "by name", detail: `${description} (${reason})` }),
    (error) => ({ name, about, usable: "no", detail: reasonOf(error) }),
  );
}

/** Lets a process of its own look at the device of a row (`unravel devices NAME`), and drops what that writes to stderr. */
export async function askOwnProcess({ factory: { name }, about }: DeviceRow): Promise<DeviceState> {
  const args = [...process.execArgv, process.argv[1]!, "devices", name, "--json"];
  try {
    const { stdout } = await promisify(execFile)(process.execPath, args);
    return JSON.parse(stdout).devices[0];
  } catch {
    return {
      name,
      about,
      usable: "no",
      detail: `the process that looked for it broke off; see unravel devices ${name}`,
    };
  }
}
