// Training throughput beside the peers that train: see README.md.
import { main } from "./contest/main.ts";
import { jaxJs, pytorch, tfjsWasm, tfjsWasmPlain, wasm, wasmRevectorized } from "./contest/peers.ts";

await main(
  "train",
  [{ model: "resnet20", batch: 128 }],
  [wasm, pytorch, wasmRevectorized, tfjsWasm, tfjsWasmPlain, jaxJs],
);
