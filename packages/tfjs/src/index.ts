// TensorFlow.js devices for Unravel programs.
export type { TfjsDevice, TfjsDeviceFactory } from "./device.ts";
export { tfjsCpu } from "./devices/cpu.ts";
export { createTfjsWasm, type TfjsWasmOptions, tfjsWasm } from "./devices/wasm.ts";
export { tfjsWebgpu } from "./devices/webgpu.ts";
export type { TfjsExecutable } from "./executable.ts";
