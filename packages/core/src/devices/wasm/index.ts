// The WebAssembly device. A subpath of its own: its kernels are inlined, and who uses another device need not load them.
export { createWasm, createWasmDevice, type WasmOptions, wasm } from "./device.ts";
export type { BinarySource, ModuleKind } from "./modules.ts";
