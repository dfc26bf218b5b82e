// What a GPU must allow for a program, checked before anything is made of it.
import { DeviceError, MemoryError } from "../../errors.ts";
import { formatBytes } from "../../plan/arena.ts";
import type { PlacedProgram } from "../../plan/program.ts";
import type { Kernel } from "./kernel.ts";

type Limits = Pick<
  GPUSupportedLimits,
  | "maxBufferSize"
  | "maxStorageBufferBindingSize"
  | "maxStorageBuffersPerShaderStage"
  | "maxComputeInvocationsPerWorkgroup"
  | "maxComputeWorkgroupStorageSize"
>;

/** Throws a MemoryError where a buffer of the program would be larger than this GPU has them. */
export function checkSizes({ slabs }: Pick<PlacedProgram, "slabs">, workspace: number, limits: Limits): void {
  const largest = Math.max(...slabs, workspace);
  const most = Math.min(limits.maxBufferSize, limits.maxStorageBufferBindingSize);
  if (largest > most) {
    throw new MemoryError(
      `This program has a buffer of ${formatBytes(largest)}, and this GPU's largest is ${formatBytes(most)}: plan it for this device, with a smaller batch or smaller images.`,
    );
  }
}

/** What a kernel takes of each limit, and how to say it. */
const needs: readonly {
  readonly limit: keyof Limits;
  readonly taken: (kernel: Kernel) => number;
  readonly text: (count: number) => string;
}[] = [
  { limit: "maxStorageBuffersPerShaderStage", taken: ({ bindings }) => bindings.length, text: (n) => `${n} buffers` },
  {
    limit: "maxComputeInvocationsPerWorkgroup",
    taken: ({ lanes }) => lanes,
    text: (n) => `${n} invocations a workgroup`,
  },
  {
    limit: "maxComputeWorkgroupStorageSize",
    taken: ({ sharedBytes }) => sharedBytes,
    text: (bytes) => `${formatBytes(bytes)} of workgroup memory`,
  },
];

/** Throws a DeviceError that names the kernel, what it takes and what there is, where a kernel takes more than this GPU has. */
export function checkKernels(kernels: readonly Kernel[], limits: Limits): void {
  for (const { limit, taken, text } of needs) {
    const kernel = kernels.find((each) => taken(each) > limits[limit]);
    if (!kernel) continue;
    throw new DeviceError(
      `The kernel ${kernel.name} needs ${text(taken(kernel))}, and this GPU has ${text(limits[limit])}: every WebGPU adapter in full ("core") has enough; choose another device, such as wasm.`,
    );
  }
}
