import { tfjsWasm } from "@unravel/tfjs";
import { checkpointTests } from "./support/checkpoint-tests.ts";
import { reference, wasm, webgpu } from "./support/devices.ts";

checkpointTests(reference, 16, 60_000);
checkpointTests(wasm, 256, 60_000);
checkpointTests(webgpu, 16, 120_000);
checkpointTests(tfjsWasm, 256, 60_000);
