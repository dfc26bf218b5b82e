/// <reference types="node" />
import { afterEach, expect, test, vi } from "vitest";
import { pollCalmly } from "./dawn.ts";

const original = globalThis.setImmediate;
afterEach(() => {
  globalThis.setImmediate = original;
});

test("what polls without name, source and parameters is called by a timer, all else as ever", async () => {
  pollCalmly();
  const order: string[] = [];
  const timers = vi.spyOn(globalThis, "setTimeout");
  await new Promise<void>((resolve) => setImmediate(resolve));
  await new Promise<void>((resolve) => setImmediate(() => resolve()));
  setImmediate((text: string) => order.push(text), "argument");
  clearImmediate(setImmediate(() => order.push("cleared")));
  await new Promise<void>((resolve) => setImmediate(() => resolve()));
  expect(order).toEqual(["argument"]);
  expect(timers).not.toHaveBeenCalled();

  // As Dawn's functions are: native, without a name.
  const poll = Object.defineProperty(Date.now.bind(Date), "name", { value: "" });
  setImmediate(poll);
  expect(timers).toHaveBeenCalledWith(poll, 1);
  timers.mockRestore();
});
