// The devices that the command knows, best first, and which of them it takes.
import { chooseDevice, type Device, DeviceError, type DeviceFactory, reference } from "@unravel/core";
import { askOwnProcess } from "./device-state.ts";
import { oneOf } from "./names.ts";

/** A device of the table. */
export type DeviceRow = {
  readonly factory: DeviceFactory;
  readonly about: string;
  /** Whether "auto" may take it. */
  readonly automatic: boolean;
  /** Whether looking for it in vain may write to stderr, which nothing in the process can hold back. */
  readonly noisy: boolean;
};

/** Loads TensorFlow.js only when one of its devices is opened: that takes longer than most commands. */
const fromTfjs = (name: string, pick: (tfjs: typeof import("@unravel/tfjs")) => DeviceFactory): DeviceFactory => ({
  name,
  open: async (options) => pick(await import("@unravel/tfjs")).open(options),
});

/** Every device, in the order in which "auto" tries them. */
export const deviceTable: readonly DeviceRow[] = [
  {
    factory: fromTfjs("tfjs-webgpu", ({ tfjsWebgpu }) => tfjsWebgpu),
    about: "the GPU through WebGPU, by TensorFlow.js",
    automatic: true,
    noisy: true, // graphics drivers
  },
  {
    factory: { name: "wasm", open: async (options) => (await import("@unravel/core/wasm")).wasm.open(options) },
    about: "the CPU through WebAssembly SIMD, on all cores",
    automatic: true,
    noisy: false,
  },
  {
    factory: fromTfjs("tfjs-wasm", ({ tfjsWasm }) => tfjsWasm),
    about: "the CPU through WebAssembly SIMD, by TensorFlow.js",
    automatic: true,
    noisy: false,
  },
  {
    factory: fromTfjs("tfjs-cpu", ({ tfjsCpu }) => tfjsCpu),
    about: "the CPU in plain JavaScript, by TensorFlow.js",
    automatic: true,
    noisy: false,
  },
  {
    factory: reference,
    about: "exact and slow: the meaning of every operation, in float64",
    automatic: false,
    noisy: false,
  },
];

/** The names of the devices, in the table's order. */
export const deviceNames: readonly string[] = deviceTable.map(({ factory }) => factory.name);

/** The row's factory for "auto": a noisy device is opened only if another process has found that it can be. */
const automaticFactory = (row: DeviceRow): DeviceFactory => ({
  name: row.factory.name,
  async open(options) {
    const state = row.noisy ? await askOwnProcess(row) : undefined;
    if (state && state.usable !== "yes") throw new DeviceError(state.detail);
    return row.factory.open(options);
  },
});

/** Throws a UsageError unless --device may be `name`: to be asked before anything is loaded. */
export const requireDevice = (name: string): string => oneOf("device", name, ["auto", ...deviceNames]);

/** The factories that --device `name` stands for. Throws a UsageError for an unknown name. */
function candidates(name: string): DeviceFactory[] {
  if (name === "auto") return deviceTable.filter(({ automatic }) => automatic).map(automaticFactory);
  requireDevice(name);
  return deviceTable.map(({ factory }) => factory).filter((factory) => factory.name === name);
}

/**
 * Does `work` on the device called `name`, or with "auto" on the first that works, and closes it; each one that was
 * tried and does not is one line of notice. Throws a UsageError for an unknown name, and core's DeviceError where none
 * can be used.
 */
export async function withDevice<T>(
  name: string,
  notice: (line: string) => void,
  work: (device: Device) => Promise<T>,
): Promise<T> {
  const { device, refusals } = await chooseDevice(candidates(name), name);
  for (const { name: refused, reason } of refusals) notice(`${refused} is not used: ${reason}`);
  try {
    return await work(device);
  } finally {
    await device.dispose();
  }
}
