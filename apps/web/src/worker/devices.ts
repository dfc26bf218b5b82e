// The devices of the page, the best first. All that they load is the page's own: it works offline, and its policy lets
// nothing else in.

import simd from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url";
import type { DeviceFactory } from "@unravel/core";
import { createWasm } from "@unravel/core/wasm";
import WasmWorker from "@unravel/core/wasm-worker?worker";
import { type CompileProgress, createWebgpu } from "@unravel/core/webgpu";
import { createTfjsWasm, tfjsCpu, tfjsWebgpu } from "@unravel/tfjs";

/** Its threads start from a file: the policy has no `blob:`, which inlined ones would need. */
const wasm = createWasm({ createWorker: () => new WasmWorker() });

/** Every browser that this page runs in has SIMD, and tfjs-wasm uses one thread: no other build is ever asked for. */
const tfjsWasm = createTfjsWasm({ wasmPaths: { "tfjs-backend-wasm-simd.wasm": simd } });

/** The factories; `progress` is told how far kernels are compiled. */
export const createDevices = (progress: CompileProgress): readonly DeviceFactory[] => [
  createWebgpu({ progress }),
  wasm,
  tfjsWebgpu,
  tfjsWasm,
  tfjsCpu,
  createWebgpu({ progress, storage: "f16" }), // by name: "auto" ends before it
];
