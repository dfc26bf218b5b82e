import { afterAll, test } from "vitest";
import { expectNoLeak } from "./memory.testing.ts";
import { openAll } from "./open.testing.ts";

const devices = await openAll();
afterAll(async () => {
  for (const { device } of devices) await device?.dispose();
});

test("tfjs-webgpu holds as many tensors and bytes after 1,000 steps as after ten", { timeout: 900_000 }, ({ skip }) => {
  const { device, reason } = devices.find(({ name }) => name === "tfjs-webgpu")!;
  return device ? expectNoLeak(device, 1000) : skip(reason);
});
