import { afterAll, test } from "vitest";
import { expectNoLeak } from "./memory.testing.ts";
import { openAll } from "./open.testing.ts";

const devices = await openAll();
afterAll(async () => {
  for (const { device } of devices) await device?.dispose();
});

/** On a software GPU each step takes long: the full suite has 1,000 of them there too. */
const steps: Readonly<Record<string, number>> = { "tfjs-wasm": 1000, "tfjs-cpu": 1000, "tfjs-webgpu": 20 };

test.for(devices)(
  "$name holds as many tensors and bytes after the last step as after the tenth",
  ({ name, device, reason }, { skip }) => (device ? expectNoLeak(device, steps[name]!) : skip(reason)),
);
