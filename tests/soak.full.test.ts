// A long training run takes no more memory than its first steps, in the process and on the device.
import { createWasmDevice } from "@unravel/core/wasm";
import { syntheticImages } from "@unravel/data";
import { buildModel } from "@unravel/models";
import { recipes, train } from "@unravel/train";
import { expect, test } from "vitest";

const steps = 3000;

test("3,000 steps of ResNet-8 leave memory as it was", { timeout: 600_000 }, async () => {
  const device = await createWasmDevice();
  let programs = 0;
  const counted: typeof device = {
    ...device,
    load: (program) => {
      programs++;
      return device.load(program);
    },
  };
  const recipe = { ...recipes.demo, batch: 8, length: { steps } };
  const data = { train: syntheticImages({ count: 800, split: "train" }) };
  const resident: number[] = [];
  await train({
    model: buildModel("resnet8"),
    recipe,
    data,
    device: counted,
    onStep({ step }) {
      if (step % 100 === 0) resident.push(process.memoryUsage.rss());
    },
  });
  await device.dispose();
  // A program's memory cannot grow: what remains to be seen is that no other one is loaded.
  expect(programs).toBe(1);
  const middle = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1]!;
  // Garbage comes and goes: the last third against the second.
  expect(middle(resident.slice(20)) - middle(resident.slice(10, 20))).toBeLessThan(2 ** 24);
});
