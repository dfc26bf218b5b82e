import { tfjsCpu } from "@unravel/tfjs";
import { checkpointTests } from "./support/checkpoint-tests.ts";

checkpointTests(tfjsCpu, 256, 900_000);
