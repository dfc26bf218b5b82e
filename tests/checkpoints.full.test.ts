import { tfjsCpu, tfjsWebgpu } from "@unravel/tfjs";
import { checkpointTests } from "./support/checkpoint-tests.ts";
import { webgpu } from "./support/devices.ts";

checkpointTests(webgpu, 256, 900_000);
checkpointTests(tfjsCpu, 256, 900_000);
checkpointTests(tfjsWebgpu, 256, 900_000);
