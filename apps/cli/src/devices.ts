// The devices that the command knows, best first, and which of them it takes.
import { chooseDevice, type Device, type DeviceFactory, reference } from "@unravel/core";
import { oneOf } from "./names.ts";

/** A device of the table. `automatic`: "auto" may take it. */
export type DeviceRow = { readonly factory: DeviceFactory; readonly automatic: boolean; readonly about: string };

/** Loads TensorFlow.js only when one of its devices is opened: that takes longer than most commands. */
const fromTfjs = (name: string, pick: (tfjs: typeof import("@unravel/tfjs")) => DeviceFactory): DeviceFactory => ({
  name,
  open: async (options) => pick(await import("@unravel/tfjs")).open(options),
});

/** Every device, in the order in which "auto" tries them. */
export const deviceTable: readonly DeviceRow[] = [
  {
    factory: fromTfjs("tfjs-webgpu", ({ tfjsWebgpu }) => tfjsWebgpu),
    automatic: true,
    about: "the GPU through WebGPU, by TensorFlow.js",
  },
  {
    factory: fromTfjs("tfjs-wasm", ({ tfjsWasm }) => tfjsWasm),
    automatic: true,
    about: "the CPU through WebAssembly SIMD, by TensorFlow.js",
  },
  {
    factory: fromTfjs("tfjs-cpu", ({ tfjsCpu }) => tfjsCpu),
    automatic: true,
    about: "the CPU in plain JavaScript, by TensorFlow.js",
  },
  { factory: reference, automatic: false, about: "exact and slow: the meaning of every operation, in float64" },
];

/** What --device may say. */
export const deviceNames: readonly string[] = ["auto", ...deviceTable.map(({ factory }) => factory.name)];

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
  oneOf("device", name, deviceNames);
  const candidates = deviceTable.filter(({ factory, automatic }) =>
    name === "auto" ? automatic : factory.name === name,
  );
  const { device, refusals } = await chooseDevice(
    candidates.map(({ factory }) => factory),
    name,
  );
  for (const { name: refused, reason } of refusals) notice(`${refused} is not used: ${reason}`);
  try {
    return await work(device);
  } finally {
    await device.dispose();
  }
}
