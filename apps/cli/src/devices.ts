// Which device a command takes, and for how long.
import { type Device, DeviceError, type DeviceFactory, type DeviceSupply, openSupply } from "@unravel/core";
import type { Tuning } from "@unravel/core/webgpu";
import { askOwnProcess } from "./device-state.ts";
import { type DeviceRow, type DeviceSettings, deviceNames, deviceTable, factoryOf } from "./device-table.ts";
import { UsageError } from "./failures.ts";
import type { DeviceFlags } from "./inputs/device-flags.ts";
import { readTuning } from "./inputs/tuning.ts";
import { oneOf } from "./names.ts";
import { showCompiling } from "./output/compiling.ts";
import type { Report } from "./output/report.ts";

/** The flags, and the tuning that a run was begun with, which comes before a file's. */
export type TunedFlags = DeviceFlags & { readonly tuning?: Tuning | undefined };

/** What only some devices have a use for: a flag, and what it would choose. */
const wishes = [
  { flag: "threads", has: "threaded", what: "The number of threads" },
  { flag: "tuned", has: "tunable", what: "Tiles" },
] as const;

/** The rows that the flags name. Throws a UsageError for an unknown name, or for a choice that it does not give. */
function rowsOf(flags: DeviceFlags): readonly DeviceRow[] {
  const { device = "auto" } = flags;
  if (device !== "auto") oneOf("device", device, ["auto", ...deviceNames]);
  let rows = deviceTable.filter(({ name, automatic }) => (device === "auto" ? automatic : name === device));
  for (const { flag, has, what } of wishes) {
    if (flags[flag] === undefined) continue;
    rows = rows.filter((row) => row[has]);
    if (rows.length > 0) continue;
    const able = deviceTable.filter((row) => row[has]).map(({ name }) => name);
    throw new UsageError(
      `${what} cannot be chosen on ${device}: leave out --${flag}, or take --device ${able.join(" or ")}.`,
    );
  }
  return rows;
}

/** The row's factory for work: a noisy device that nobody named is opened only if another process has found that it can be. */
const workingFactory = (row: DeviceRow, settings: DeviceSettings, notice: (line: string) => void): DeviceFactory => ({
  name: row.name,
  async open(options) {
    const state = row.noisy && !options.byName ? await askOwnProcess(row) : undefined;
    if (state && state.usable !== "yes") throw new DeviceError(state.detail);
    await row.prepare?.(notice);
    return factoryOf(row, settings).open(options);
  },
});

/** Throws a UsageError unless the flags name a device: to be asked before anything is loaded. */
export const requireDevice = (flags: DeviceFlags): void => void rowsOf(flags);

/**
 * Does `work` with the device that the flags name, or with "auto" with the first that works, and closes what it ends with;
 * each one that was tried and does not work is one line of notice. Throws a UsageError as `requireDevice`, and core's
 * DeviceError where none can be used.
 */
export async function withDevices<T>(
  flags: TunedFlags,
  report: Pick<Report, "notice" | "progress">,
  work: (devices: DeviceSupply) => Promise<T>,
): Promise<T> {
  const { threads, tuned } = flags;
  const tuning = flags.tuning ?? (tuned === undefined ? undefined : await readTuning(tuned));
  const settings = {
    progress: showCompiling(report),
    ...(threads === undefined ? {} : { threads }),
    ...(tuning ? { tuning } : {}),
  };
  const factories = rowsOf(flags).map((row) => workingFactory(row, settings, report.notice));
  const devices = await openSupply(factories, flags.device);
  for (const { name, reason } of devices.refusals) report.notice(`${name} is not used: ${reason}`);
  if (tuning && tuning.adapter !== devices.device.description) {
    report.notice(`The tuning was made on ${tuning.adapter}: here its tiles may not be the fastest.`);
  }
  try {
    return await work(devices);
  } finally {
    await devices.dispose();
  }
}

/** The same for work that ends with its device. */
export const withDevice = <T>(
  flags: DeviceFlags,
  report: Pick<Report, "notice" | "progress">,
  work: (device: Device) => Promise<T>,
): Promise<T> => withDevices(flags, report, ({ device }) => work(device));
