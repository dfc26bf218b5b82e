// The devices that the command knows, best first, and which of them it takes.
import { chooseDevice, type Device, DeviceError, type DeviceFactory, reference } from "@unravel/core";
import type { WasmOptions } from "@unravel/core/wasm";
import { askOwnProcess } from "./device-state.ts";
import { UsageError } from "./failures.ts";
import type { DeviceFlags } from "./inputs/device-flags.ts";
import { oneOf } from "./names.ts";
import { revectorize } from "./revectorizer/revectorizer.ts";

/** A device of the table. */
export type DeviceRow = {
  readonly factory: DeviceFactory;
  readonly about: string;
  /** Whether "auto" may take it. */
  readonly automatic: boolean;
  /** Whether looking for it in vain may write to stderr, which nothing in the process can hold back. */
  readonly noisy: boolean;
  /** The device with a given number of threads, where its user can choose that. */
  readonly withThreads?: (threads: number) => DeviceFactory;
  /** Readies the process for the device, before it is opened to work. */
  readonly prepare?: (notice: (line: string) => void) => Promise<void>;
};

/** Loads TensorFlow.js only when one of its devices is opened: that takes longer than most commands. */
const fromTfjs = (name: string, pick: (tfjs: typeof import("@unravel/tfjs")) => DeviceFactory): DeviceFactory => ({
  name,
  open: async (options) => pick(await import("@unravel/tfjs")).open(options),
});

const wasm = (settings: WasmOptions = {}): DeviceFactory => ({
  name: "wasm",
  open: async (options) => (await import("@unravel/core/wasm")).createWasm(settings).open(options),
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
    factory: wasm(),
    about: "the CPU through WebAssembly SIMD, on all cores",
    automatic: true,
    noisy: false,
    withThreads: (threads) => wasm({ threads }),
    prepare: revectorize,
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

/** The rows that --device `name` stands for. Throws a UsageError for an unknown name. */
function rowsOf(name: string): readonly DeviceRow[] {
  if (name === "auto") return deviceTable.filter(({ automatic }) => automatic);
  oneOf("device", name, ["auto", ...deviceNames]);
  return deviceTable.filter(({ factory }) => factory.name === name);
}

/** The factories that the flags stand for. Throws a UsageError for an unknown name, or for threads that it does not take. */
function candidates({ device = "auto", threads }: DeviceFlags): DeviceFactory[] {
  const rows = rowsOf(device);
  if (threads === undefined) {
    return rows.map(device === "auto" ? automaticFactory : ({ factory }) => factory);
  }
  const chosen = rows.flatMap(({ withThreads }) => (withThreads ? [withThreads(threads)] : []));
  if (chosen.length > 0) return chosen;
  const able = deviceTable.filter(({ withThreads }) => withThreads).map(({ factory }) => factory.name);
  throw new UsageError(
    `The number of threads cannot be chosen on ${device}: leave out --threads, or take --device ${able.join(" or ")}.`,
  );
}

/** `factory`, which first does what its row of the table asks for. */
const prepared = (factory: DeviceFactory, notice: (line: string) => void): DeviceFactory => ({
  name: factory.name,
  async open(options) {
    await deviceTable.find((row) => row.factory.name === factory.name)?.prepare?.(notice);
    return factory.open(options);
  },
});

/** Throws a UsageError unless the flags name a device: to be asked before anything is loaded. */
export const requireDevice = (flags: DeviceFlags): void => void candidates(flags);

/**
 * Does `work` on the device that the flags name, or with "auto" on the first that works, and closes it; each one that was
 * tried and does not is one line of notice. Throws a UsageError as `requireDevice`, and core's DeviceError where none
 * can be used.
 */
export async function withDevice<T>(
  flags: DeviceFlags,
  notice: (line: string) => void,
  work: (device: Device) => Promise<T>,
): Promise<T> {
  const factories = candidates(flags).map((factory) => prepared(factory, notice));
  const { device, refusals } = await chooseDevice(factories, flags.device);
  for (const { name: refused, reason } of refusals) notice(`${refused} is not used: ${reason}`);
  try {
    return await work(device);
  } finally {
    await device.dispose();
  }
}
