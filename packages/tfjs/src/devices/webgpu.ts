// tfjs's WebGPU backend.

import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import { DeviceError } from "@unravel/core";
import { openDevice, type TfjsDeviceFactory } from "../device.ts";
import { webgpuKernels } from "../kernels/tables.ts";
import { adapterName, findAdapter } from "./adapter.ts";

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
        lost: lossOf(device),
        step: (work) => scoped(device, work),
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

/** The reason, once the device is lost; a device that was closed is not lost. */
const lossOf = (device: GPUDevice): Promise<string> =>
  new Promise((resolve) => {
    device.lost.then(({ reason, message }) => {
      if (reason !== "destroyed") resolve(`the GPU device was lost: ${message || reason}`);
    });
  });

/** Runs `work` and waits for what the GPU's process has to say about it, not for its results. */
async function scoped(device: GPUDevice, work: () => void): Promise<void> {
  device.pushErrorScope("out-of-memory");
  device.pushErrorScope("validation");
  let scopes: Promise<GPUError | null>[] = [];
  try {
    work();
  } finally {
    scopes = [device.popErrorScope(), device.popErrorScope()];
  }
  const [validation, memory] = await Promise.all(scopes);
  if (memory)
    throw new DeviceError(`The GPU is out of memory: use a smaller batch or a smaller network. ${memory.message}`);
  if (validation) throw new DeviceError(`The GPU refused a launch: ${validation.message}`);
}
