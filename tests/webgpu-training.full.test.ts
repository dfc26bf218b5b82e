// A GPU's training beside itself and beside the wasm device: the same bits again, and the same loss for as long as float32 allows.
import type { DeviceFactory } from "@unravel/core";
import { memoryStore, openStore } from "@unravel/core/store";
import { loadCifar } from "@unravel/data";
import { buildModel } from "@unravel/models";
import { type Recipe, readMetrics, recipes, train } from "@unravel/train";
import { expect, type TestContext } from "vitest";
import { openOrSkip, wasm, webgpu } from "./support/devices.ts";
import { realDataTest, unpackCifar } from "./support/real-data.ts";

/** A constant rate at which training is not chaotic yet; each step's loss is a row of the metrics. */
const gentle: Recipe = {
  ...recipes["he2015-cifar"],
  schedule: { rate: 0.01, curve: { kind: "constant" }, warmUp: null },
  validation: 0,
  window: 1,
};

type Run = { readonly model: string; readonly batch: number; readonly steps: number };

async function trainOn(factory: DeviceFactory, { model, batch, steps }: Run, skip: TestContext["skip"]) {
  const images = await loadCifar({ dataset: "cifar10", split: "test", directory: openStore(await unpackCifar()) });
  const device = await openOrSkip(factory, skip);
  const directory = memoryStore();
  const recipe = { ...gentle, batch, length: { steps } };
  const { parameters } = await train({ model: buildModel(model), recipe, data: { train: images }, device, directory });
  await device.dispose();
  const losses = (await readMetrics(directory)).filter(({ kind }) => kind === "window").map(({ loss }) => loss);
  expect(losses).toHaveLength(steps);
  return { parameters, losses };
}

realDataTest("100 steps of ResNet-8 leave the same weights again", { timeout: 1_800_000 }, async ({ skip }) => {
  const run = { model: "resnet8", batch: 32, steps: 100 };
  const first = await trainOn(webgpu, run, skip);
  expect(await trainOn(webgpu, run, skip)).toEqual(first);
});

/** How far the losses may be apart: two memory layouts of PyTorch's float32 differ by 2e-4 and 6.5e-3. */
const bounds: readonly (readonly [from: number, to: number, bound: number])[] = [
  [0, 0, 1e-5],
  [1, 10, 1e-3],
  [11, 50, 2e-2],
];

realDataTest("ResNet-20's loss is that of the wasm device", { timeout: 3_600_000 }, async ({ skip }) => {
  const run = { model: "resnet20", batch: 128, steps: 51 };
  const [gpu, cpu] = [await trainOn(webgpu, run, skip), await trainOn(wasm, run, skip)];
  const differences = gpu.losses.map((loss, step) => Math.abs(loss - cpu.losses[step]!));
  const worst = bounds.map(([from, to]) => Math.max(...differences.slice(from, to + 1)));
  console.log(
    `largest difference of the loss at step 0, to 10, to 50: ${worst.map((x) => x.toExponential(1)).join(", ")}`,
  );
  for (const [index, [, , bound]] of bounds.entries()) expect(worst[index]).toBeLessThan(bound);
});
