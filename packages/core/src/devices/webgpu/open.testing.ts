// Opening the device in tests.
/// <reference types="node" />
import "../../../../../tests/support/software-gpu.ts";
import type { Device } from "../device.ts";
import { createWebgpuDevice, type WebgpuOptions } from "./device.ts";

/** The device on any adapter, or the reason why there is none. */
export const openWebgpu = (
  options: WebgpuOptions = {},
): Promise<{ readonly device: Device | undefined; readonly reason: string }> =>
  createWebgpuDevice({ byName: true, ...options }).then(
    (device) => ({ device, reason: "" }),
    (error: Error) => ({ device: undefined, reason: error.message }),
  );
