// unravel devices: what this machine can run networks on.
import { type AddCommand, defineCommand } from "../command.ts";
import { askOwnProcess, type DeviceState, lookAt } from "../device-state.ts";
import { deviceNames, deviceTable } from "../device-table.ts";
import { exitCodes } from "../failures.ts";
import { oneOf } from "../names.ts";
import { table } from "../output/table.ts";
import { anonymous, machine, machineText } from "./machine.ts";

/** One after another: TensorFlow.js has one active backend at a time. */
async function lookAtAll(): Promise<DeviceState[]> {
  const states: DeviceState[] = [];
  for (const row of deviceTable) states.push(row.noisy ? await askOwnProcess(row) : await lookAt(row));
  return states;
}

/** "WebGPU, Adapter; timestamps, subgroups; no f16": what can be said of the device here. */
function hereText({ detail, features = {} }: DeviceState): string {
  const names = (has: boolean) => Object.keys(features).filter((name) => features[name] === has);
  const [present, absent] = [names(true), names(false)];
  return [
    detail,
    ...(present.length > 0 ? [present.join(", ")] : []),
    ...(absent.length > 0 ? [`no ${absent.join(", no ")}`] : []),
  ].join("; ");
}

/** The one device that was asked for, with all that its driver has to say. */
async function lookAtOne(name: string): Promise<DeviceState[]> {
  const wanted = oneOf("device", name, deviceNames);
  return Promise.all(deviceTable.filter(({ name }) => name === wanted).map(lookAt));
}

export const devices: AddCommand = defineCommand<{ report?: boolean }>({
  name: "devices",
  summary: "show which devices can be used here, and why others cannot",
  examples: [
    ["unravel devices", "the table"],
    ["unravel devices webgpu", "one of them, with what its driver says"],
    ["unravel devices --report", "what to paste into a bug report: versions, processor, devices"],
  ],
  configure: (command) =>
    command
      .argument("[name]", `one of ${deviceNames.join(", ")} (default: all)`)
      .option("--report", "add versions and the machine, without personal paths"),
  async run({ options, operands: [name], report }) {
    const found = name === undefined ? await lookAtAll() : await lookAtOne(name);
    const states = found.map((state) => ({ ...state, detail: anonymous(state.detail) }));
    const auto = states.find(({ usable }) => usable === "yes")?.name ?? null;
    const about = options.report ? await machine() : {};
    report.answer({ devices: states, ...(name === undefined ? { auto } : {}), ...about }, () => {
      const columns = ["device", "usable", "what it is", "here"].map((heading) => ({ heading }));
      const rows = states.map((state) => [state.name, state.usable, state.about, hereText(state)]);
      const choice = auto === null ? "No device can be used." : `--device auto takes ${auto}.`;
      return [
        ...(options.report ? [machineText(about), ""] : []),
        table(columns, rows),
        ...(name === undefined ? ["", choice] : []),
      ].join("\n");
    });
    return exitCodes.ok;
  },
});
