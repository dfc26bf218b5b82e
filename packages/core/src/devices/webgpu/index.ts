// The WebGPU device. A subpath of its own: who uses another device need not load its kernels.
export { adapterLimits, adapterName, findAdapter, isSoftware } from "./adapter.ts";
export { createWebgpu, createWebgpuDevice, type WebgpuOptions, webgpu, webgpuF16 } from "./device.ts";
export type { ChooseTile, TileChoice } from "./lowering/tiles.ts";
export type { CompileProgress } from "./pipelines.ts";
export { type TuneOptions, type Tuning, tune, tuned } from "./tune.ts";
