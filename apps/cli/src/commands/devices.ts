// unravel devices: what this machine can run networks on.
import { openChecked } from "@unravel/core";
import { type AddCommand, defineCommand } from "../command.ts";
import { type DeviceRow, deviceTable } from "../devices.ts";
import { exitCodes } from "../failures.ts";
import { table } from "../output/table.ts";
import { machine, machineText } from "./machine.ts";

/** What became of a device. "by name": it works, and is taken only when named. */
type Found = {
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

async function look(row: DeviceRow): Promise<Found> {
  const { about } = row;
  const { name } = row.factory;
  const refused = row.automatic
    ? await attempt(row, false).then((detail) => ({ name, about, usable: "yes", detail }) as const, reasonOf)
    : "only for comparisons";
  if (typeof refused !== "string") return refused;
  return attempt(row, true).then(
    (description) => ({ name, about, usable: "by name", detail: `${description} (${refused})` }),
    (error) => ({ name, about, usable: "no", detail: reasonOf(error) }),
  );
}

/** One after another: TensorFlow.js has one active backend at a time. */
async function lookAtAll(): Promise<Found[]> {
  const found: Found[] = [];
  for (const row of deviceTable) found.push(await look(row));
  return found;
}

export const devices: AddCommand = defineCommand<{ report?: boolean }>({
  name: "devices",
  summary: "show which devices can be used here, and why others cannot",
  examples: [
    ["unravel devices", "the table"],
    ["unravel devices --report", "what to paste into a bug report: versions, processor, devices"],
  ],
  configure: (command) => command.option("--report", "add versions and the machine, without personal paths"),
  async run({ options, report }) {
    const found = await lookAtAll();
    const auto = found.find(({ usable }) => usable === "yes")?.name ?? null;
    const about = options.report ? await machine() : {};
    report.answer({ devices: found, auto, ...about }, () => {
      const rows = found.map(({ name, usable, about, detail }) => [name, usable, about, detail]);
      const columns = ["device", "usable", "what it is", "here"].map((heading) => ({ heading }));
      const choice = auto === null ? "No device can be used." : `--device auto takes ${auto}.`;
      return [...(options.report ? [machineText(about), ""] : []), table(columns, rows), "", choice].join("\n");
    });
    return exitCodes.ok;
  },
});
