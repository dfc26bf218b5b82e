// Who can take part.
import type { Entry } from "./process.ts";

export const wasm: Entry = { name: "wasm", script: "wasm.ts" };
/** As the command runs where its trial gains: see docs/decisions/006-revectorizer.md. */
export const wasmRevectorized: Entry = {
  name: "wasm-revectorized",
  script: "wasm.ts",
  flags: ["--experimental-wasm-revectorize"],
};
export const tfjsWasm: Entry = { name: "tfjs-wasm", script: "tfjs-wasm.ts" };
/** Batches of 32: of 128 take it seconds each. */
export const tfjsWasmPlain: Entry = { name: "tfjs-wasm-plain", script: "tfjs-wasm-plain.ts", change: { batch: 32 } };
export const onnxruntimeWeb: Entry = { name: "onnxruntime-web", script: "onnxruntime-web.ts" };
export const onnxruntimeNode: Entry = { name: "onnxruntime-node", script: "onnxruntime-node.ts" };
/** A step of 128 images would take it minutes. */
export const jaxJs: Entry = { name: "jax-js", script: "jax-js.ts", change: { batch: 8 } };
/** Debian's python3-torch belongs to this Python. */
export const pytorch: Entry = { name: "pytorch", script: "pytorch.py", program: "/usr/bin/python3" };

/** On any adapter, software too. */
export const webgpu: Entry = { name: "webgpu", script: "webgpu.ts" };
export const tfjsWebgpu: Entry = { name: "tfjs-webgpu", script: "tfjs-webgpu.ts" };
