// tfjs's WebGPU backend.

import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import { openDevice, type TfjsDeviceFactory } from "../device.ts";
import { webgpuKernels } from "../kernels/tables.ts";
import { adapterName, findAdapter } from "./adapter.ts";
import { watch } from "./gpu-device.ts";

/** The factory of "tfjs-webgpu". A software adapter is taken only by name. */
export const tfjsWebgpu: TfjsDeviceFactory = {
  name: "tfjs-webgpu",
  async open({ byName }) {
    const adapter = await findAdapter(byName);
    return openDevice<WebGPUBackend>({
      name: "tfjs-webgpu",
      backendName: "webgpu",
      kernels: webgpuKernels,
      create: () => start(adapter),
      describe: ({ device }) => ({
        description: `TensorFlow.js on WebGPU, ${adapterName(adapter.info)}`,
        capabilities: {
          alignment: 4,
          slabBytes: Math.min(device.limits.maxBufferSize, device.limits.maxStorageBufferBindingSize),
          // WebGPU does not tell how much memory there is; a device that has too little says so when it runs.
          memoryBytes: 2 ** 36,
          floatBytes: 4,
        },
        ...watch(device),
      }),
    });
  },
};

/** The limits that compute shaders meet; a device has the least that WebGPU guarantees unless it is asked for more. */
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

async function start(adapter: GPUAdapter): Promise<{ backend: WebGPUBackend; close(): void }> {
  const { WebGPUBackend } = await import("@tensorflow/tfjs-backend-webgpu");
  const requiredLimits = Object.fromEntries(limits.map((limit) => [limit, adapter.limits[limit]]));
  const device = await adapter.requestDevice({ requiredLimits });
  return { backend: new WebGPUBackend(device, adapter.info), close: () => device.destroy() };
}
