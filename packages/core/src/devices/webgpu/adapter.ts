// Finding a WebGPU adapter, in pages, workers, Node, Deno and Bun.
import { DeviceError } from "../../errors.ts";

/** What the npm package "webgpu" (Dawn for Node) offers. */
type Dawn = { create(options: readonly string[]): GPU; readonly globals: object };

/** The software rasterizers that call themselves GPUs. */
const software = /swiftshader|llvmpipe|lavapipe|basic render|software/i;

/** What to show of an adapter: the first of its names that is not empty. */
export const adapterName = ({ description, device, architecture, vendor }: GPUAdapterInfo): string =>
  [description, device, architecture, vendor].find((name) => name !== "") ?? "unnamed adapter";

/** Whether the adapter computes on the CPU. */
export const isSoftware = (info: GPUAdapterInfo): boolean =>
  info.isFallbackAdapter || software.test([info.vendor, info.architecture, info.device, info.description].join(" "));

/**
 * The adapter to compute on. Throws a DeviceError with the reason, in one line, where there is none, or where it is
 * software and the user did not ask for this device by name.
 */
export async function findAdapter(byName: boolean): Promise<GPUAdapter> {
  const gpu = globalThis.navigator?.gpu ?? (await dawn());
  const adapter = await gpu.requestAdapter({ powerPreference: "high-performance" });
  if (!adapter) throw new DeviceError("WebGPU has no adapter here: the GPU or its driver is not supported");
  if (isSoftware(adapter.info) && !byName) {
    throw new DeviceError(
      `the only WebGPU adapter, ${adapterName(adapter.info)}, is slow software: taken only when named`,
    );
  }
  return adapter;
}

let opened: Promise<GPU> | undefined;

/** WebGPU from the optional package "webgpu", once: what it gives must not be collected while it is used. */
const dawn = (): Promise<GPU> => {
  opened ??= openDawn();
  return opened;
};

/** Puts it where a browser has it: TensorFlow.js looks for it there. */
async function openDawn(): Promise<GPU> {
  // By a variable: a bundler must not look for the package, which pages neither have nor need.
  const specifier = "webgpu";
  const module: Dawn = await import(/* @vite-ignore */ specifier).catch((cause: Error & { code?: string }) => {
    const installed = cause.code !== undefined && cause.code !== "ERR_MODULE_NOT_FOUND";
    const advice = installed
      ? `the package "webgpu" does not load: ${cause.message.split("\n")[0]}`
      : 'in Node or Bun, install the package "webgpu"';
    throw new DeviceError(`there is no WebGPU here; ${advice}`, { cause });
  });
  const { create, globals } = module;
  Object.assign(globalThis, globals);
  const gpu = create([]);
  const place = globalThis.navigator ?? Object.defineProperty(globalThis, "navigator", { value: {} }).navigator;
  Object.defineProperty(place, "gpu", { value: gpu, configurable: true });
  return gpu;
}

/** The limits that compute shaders meet. */
const limits = [
  "maxBufferSize",
  "maxComputeInvocationsPerWorkgroup",
  "maxComputeWorkgroupSizeX",
  "maxComputeWorkgroupSizeY",
  "maxComputeWorkgroupSizeZ",
  "maxComputeWorkgroupStorageSize",
  "maxComputeWorkgroupsPerDimension",
  "maxStorageBufferBindingSize",
  "maxStorageBuffersPerShaderStage",
] as const;

/** All that the adapter has, to ask for: a device has the least that WebGPU guarantees unless it is asked for more. */
export const adapterLimits = (adapter: GPUAdapter): Record<string, number> =>
  Object.fromEntries(limits.map((limit) => [limit, adapter.limits[limit]]));

/** What kernels and profiles can use of an adapter, by the names that people call it. */
const features: Readonly<Record<string, GPUFeatureName>> = {
  timestamps: "timestamp-query",
  f16: "shader-f16",
  subgroups: "subgroups",
};

/** Which of those features the adapter has. */
export const adapterFeatures = (adapter: GPUAdapter): Readonly<Record<string, boolean>> =>
  Object.fromEntries(Object.entries(features).map(([name, feature]) => [name, adapter.features.has(feature)]));
