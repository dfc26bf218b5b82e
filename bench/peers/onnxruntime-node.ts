import { onnxPeer } from "../contest/onnx-peer.ts";
import { serve } from "../contest/serve.ts";

await serve(async (task) => onnxPeer(await import("onnxruntime-node"), "cpu", "ONNX Runtime, native", task));
