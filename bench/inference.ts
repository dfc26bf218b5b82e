// Inference throughput beside ONNX Runtime: see README.md.
import { main } from "./contest/main.ts";
import { onnxruntimeNode, onnxruntimeWeb, tfjsWasm, wasm, wasmRevectorized } from "./contest/peers.ts";

const cases = [
  { model: "resnet20", batch: 128 },
  { model: "resnet18", batch: 1 },
  { model: "resnet50", batch: 1 },
];

await main("inference", cases, [wasm, onnxruntimeWeb, onnxruntimeNode, wasmRevectorized, tfjsWasm]);
