import { expect, test } from "vitest";
import { resumeCommand, unlessLost } from "./lost.ts";

const next = resumeCommand({ location: "runs/a" });
const message =
  /^the GPU device was lost: reset\. The run's last checkpoint is kept; go on with: .*unravel train --resume runs\/a$/;

test("a lost device is told, whether the work hangs or fails", async () => {
  const device = { lost: Promise.resolve("the GPU device was lost: reset") };
  await expect(unlessLost(device, next, () => new Promise(() => {}))).rejects.toThrow(message);
  await expect(unlessLost(device, next, () => Promise.reject(new Error("no buffer")))).rejects.toThrow(message);
});

test("with a device that stays, the work's result and errors are passed on", async () => {
  const device = { lost: new Promise<string>(() => {}) };
  expect(await unlessLost(device, next, async () => 3)).toBe(3);
  await expect(unlessLost(device, next, () => Promise.reject(new Error("other")))).rejects.toThrow("other");
});
