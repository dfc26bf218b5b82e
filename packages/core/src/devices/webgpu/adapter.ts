// Finding a WebGPU adapter, in pages, workers, Node, Deno and Bun.
import { DeviceError } from "../../errors.ts";
import { dawn } from "./dawn.ts";

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
