import { onnxPeer } from "../contest/onnx-peer.ts";
import { serve } from "../contest/serve.ts";

await serve(async (task) => {
  const runtime = await import("onnxruntime-web");
  runtime.env.wasm.numThreads = task.threads;
  return onnxPeer(runtime, "wasm", "ONNX Runtime's WebAssembly", task);
});
