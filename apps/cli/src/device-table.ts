// The devices that the command knows, best first.
import { type DeviceFactory, reference } from "@unravel/core";
import type { CompileProgress, Tuning, WebgpuOptions } from "@unravel/core/webgpu";
import { revectorize } from "./revectorizer/revectorizer.ts";

/** What a user may choose of a device, or be told by it; each device looks at what it has. */
export type DeviceSettings = {
  readonly threads?: number;
  /** Told, while a program loads, how many of its kernels are compiled. */
  readonly progress?: CompileProgress;
  readonly tuning?: Tuning;
};

/** A device of the table. */
export type DeviceRow = {
  readonly name: string;
  readonly about: string;
  /** Loads the device's code only when it is opened: that takes longer than most commands. */
  readonly create: (settings: DeviceSettings) => Promise<DeviceFactory>;
  /** Whether "auto" may take it. */
  readonly automatic: boolean;
  /** Whether looking for it in vain may write to stderr, which nothing in the process can hold back. */
  readonly noisy?: true;
  /** Whether its user can choose the number of its threads. */
  readonly threaded?: true;
  /** Whether a tuning says something to it. */
  readonly tunable?: true;
  /** Readies the process for the device, before it is opened to work. */
  readonly prepare?: (notice: (line: string) => void) => Promise<void>;
};

const webgpu = async (storage: NonNullable<WebgpuOptions["storage"]>, { progress, tuning }: DeviceSettings) => {
  const { createWebgpu, tuned } = await import("@unravel/core/webgpu");
  return createWebgpu({ storage, ...(progress && { progress }), ...(tuning && { choose: tuned(tuning) }) });
};

/** Every device, in the order in which "auto" tries them. */
export const deviceTable: readonly DeviceRow[] = [
  {
    name: "webgpu",
    about: "the GPU through WebGPU",
    create: (settings) => webgpu("f32", settings),
    automatic: true,
    noisy: true, // graphics drivers
    tunable: true,
  },
  {
    name: "wasm",
    about: "the CPU through WebAssembly SIMD, on all cores",
    create: async ({ threads }) =>
      (await import("@unravel/core/wasm")).createWasm({ ...(threads !== undefined && { threads }) }),
    automatic: true,
    threaded: true,
    prepare: revectorize,
  },
  {
    name: "webgpu-f16",
    about: "the same with activations in 16 bits: half of the memory, about three digits",
    create: (settings) => webgpu("f16", settings),
    automatic: false,
    noisy: true,
    tunable: true,
  },
  {
    name: "tfjs-webgpu",
    about: "the GPU through WebGPU, by TensorFlow.js",
    create: async () => (await import("@unravel/tfjs")).tfjsWebgpu,
    automatic: true,
    noisy: true,
  },
  {
    name: "tfjs-wasm",
    about: "the CPU through WebAssembly SIMD, by TensorFlow.js",
    create: async () => (await import("@unravel/tfjs")).tfjsWasm,
    automatic: true,
  },
  {
    name: "tfjs-cpu",
    about: "the CPU in plain JavaScript, by TensorFlow.js",
    create: async () => (await import("@unravel/tfjs")).tfjsCpu,
    automatic: true,
  },
  {
    name: "reference",
    about: "exact and slow: the meaning of every operation, in float64",
    create: async () => reference,
    automatic: false,
  },
];

/** The names of the devices, in the table's order. */
export const deviceNames: readonly string[] = deviceTable.map(({ name }) => name);

/** The factory of a row's device. */
export const factoryOf = ({ name, create }: DeviceRow, settings: DeviceSettings = {}): DeviceFactory => ({
  name,
  open: async (options) => (await create(settings)).open(options),
});
