// Training throughput on WebGPU, on whatever adapter there is: see README.md.
import { main } from "./contest/main.ts";
import { tfjsWebgpu, webgpu } from "./contest/peers.ts";

// Software makes seconds of a step, and minutes of one of 128 images.
await main("train", [{ model: "resnet20", batch: 32 }], [webgpu, tfjsWebgpu]);
