// tfjs's WebGPU backend.

import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import { adapterLimits, adapterName, findAdapter } from "@unravel/core/webgpu";
import { openDevice, type TfjsDeviceFactory } from "../device.ts";
import { webgpuKernels } from "../kernels/tables.ts";
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

async function start(adapter: GPUAdapter): Promise<{ backend: WebGPUBackend; close(): void }> {
  const { WebGPUBackend } = await import("@tensorflow/tfjs-backend-webgpu");
  const device = await adapter.requestDevice({ requiredLimits: adapterLimits(adapter) });
  return { backend: new WebGPUBackend(device, adapter.info), close: () => device.destroy() };
}
