// The devices that the repository's tests run on.
import { createReferenceDevice, type Device, type DeviceFactory } from "@unravel/core";
import { createWasm } from "@unravel/core/wasm";
import { createWebgpu } from "@unravel/core/webgpu";
import { tfjsCpu, tfjsWasm, tfjsWebgpu } from "@unravel/tfjs";
import type { TestContext } from "vitest";
import "./software-gpu.ts";

/** Float64, with memory that holds NaN until it is written. */
export const reference: DeviceFactory = {
  name: "reference",
  open: async () => createReferenceDevice({ fill: Number.NaN }),
};

/** Threads and SIMD, with memory that holds NaN until it is written. */
export const wasm: DeviceFactory = createWasm({ fill: Number.NaN });

/** A GPU, or what stands in for one, with memory that holds NaN until it is written. */
export const webgpu: DeviceFactory = createWebgpu({ fill: Number.NaN });

/** Every device that tests run on. */
export const devices: readonly DeviceFactory[] = [reference, wasm, webgpu, tfjsWasm, tfjsCpu, tfjsWebgpu];

/** Opens a device. Skips the test, with the reason, where there is no WebGPU; the others run everywhere. */
export const openOrSkip = (factory: DeviceFactory, skip: TestContext["skip"]): Promise<Device> =>
  factory.open({ byName: true }).catch((error: Error) => {
    if (factory !== webgpu && factory !== tfjsWebgpu) throw error;
    return skip(error.message);
  });

/** How far a device's float32 may be from float64, relative to the norm of a tensor. */
export const tolerance = (name: string): number => (name === "reference" ? 1e-10 : 1e-3);
