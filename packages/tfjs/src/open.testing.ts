// Opening devices in tests.
/// <reference types="node" />
import type { TfjsDevice } from "./device.ts";
import { tfjsCpu } from "./devices/cpu.ts";
import { tfjsWasm } from "./devices/wasm.ts";
import { tfjsWebgpu } from "./devices/webgpu.ts";

// Chromium's software Vulkan, which Debian installs, for machines without a GPU.
const swiftshader = "/usr/lib/chromium/vk_swiftshader_icd.json";
if (process.getBuiltinModule("node:fs").existsSync(swiftshader)) process.env.VK_DRIVER_FILES ??= swiftshader;

/** The devices that run everywhere, and WebGPU or the reason why there is none. */
export async function openAll(): Promise<readonly { name: string; device: TfjsDevice | undefined; reason: string }[]> {
  const named = { byName: true };
  const everywhere = await Promise.all([tfjsWasm, tfjsCpu].map((factory) => factory.open(named)));
  const opened = everywhere.map((device) => ({ name: device.name, device, reason: "" }));
  const webgpu = await tfjsWebgpu.open(named).then(
    (device) => ({ name: tfjsWebgpu.name, device, reason: "" }),
    (error: Error) => ({ name: tfjsWebgpu.name, device: undefined, reason: error.message }),
  );
  return [...opened, webgpu];
}
