// The devices of the page, the best first.

import plain from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url";
import simd from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url";
import threadedSimd from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url";
import type { DeviceFactory } from "@unravel/core";
import { wasm } from "@unravel/core/wasm";
import { createTfjsWasm, tfjsCpu, tfjsWebgpu } from "@unravel/tfjs";

/** The .wasm files are the page's own: it works offline, and its policy lets nothing else in. */
const tfjsWasm = createTfjsWasm({
  wasmPaths: {
    "tfjs-backend-wasm.wasm": plain,
    "tfjs-backend-wasm-simd.wasm": simd,
    "tfjs-backend-wasm-threaded-simd.wasm": threadedSimd,
  },
});

export const devices: readonly DeviceFactory[] = [tfjsWebgpu, wasm, tfjsWasm, tfjsCpu];
