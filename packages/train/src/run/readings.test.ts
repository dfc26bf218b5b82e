import type { Device } from "@unravel/core";
import { memoryStore } from "@unravel/core/store";
import { expect, test } from "vitest";
import { tinyRecipe } from "./tiny.testing.ts";
import { content, device, start, unbroken } from "./tiny-run.testing.ts";

/** A device whose metrics come only when the next run has been called, as on a GPU with much to do; and how often that was waited for in vain. */
function slowToRead(): { readonly slow: Device; waits(): number } {
  let ran = () => {};
  let nextRun = Promise.resolve();
  let waits = 0;
  const inVain = () => new Promise<"in vain">((resolve) => setTimeout(resolve, 100, "in vain"));
  return {
    waits: () => waits,
    slow: {
      ...device,
      async load(program) {
        const executable = await device.load(program);
        return {
          ...executable,
          run() {
            ran();
            nextRun = new Promise((resolve) => {
              ran = resolve;
            });
            return executable.run();
          },
          async read(name) {
            const values = await executable.read(name);
            if (name.startsWith("metrics.") && (await Promise.race([nextRun, inVain()]))) waits++;
            return values;
          },
        };
      },
    },
  };
}

test("the next updates are made while a window's sums are on their way; only the first display and an epoch's end wait", async () => {
  const given = { recipe: tinyRecipe({ length: { epochs: 1 }, batch: 3, window: 2 }) }; // 10 updates, 5 windows
  const { slow, waits } = slowToRead();
  const directory = memoryStore();
  let seen = 0;
  await start(directory, given, { device: slow, checkpointEvery: 100, onStep: () => void seen++ });
  expect(seen).toBe(10);
  // Loss and count for the first display, of the last window, in the run's last checkpoint, and beside the weights that are tested.
  expect(waits()).toBe(8);
  expect(await content(directory)).toEqual(await unbroken(given));
});

test("a warm-up that ends with a window's error waits for it", async () => {
  const schedule = { rate: 0.2, curve: { kind: "constant" }, warmUp: { rate: 0.01, until: { error: 70 } } };
  const given = { recipe: tinyRecipe({ length: { epochs: 2 }, schedule }) };
  const directory = memoryStore();
  await start(directory, given, { device: slowToRead().slow });
  expect(await content(directory)).toEqual(await unbroken(given));
});
