// A GPU's training beside itself and beside the wasm device: the same bits again, and the same loss for as long as float32 allows.
import type { DeviceFactory } from "@unravel/core";
import { memoryStore, openStore } from "@unravel/core/store";
import { createWasm } from "@unravel/core/wasm";
import { loadCifar } from "@unravel/data";
import { buildModel } from "@unravel/models";
import { type Recipe, readMetrics, recipes, train } from "@unravel/train";
import { expect, type TestContext } from "vitest";
import { openOrSkip, webgpu } from "./support/devices.ts";
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

/** The steps over which losses are compared: the first, up to the tenth, up to the fiftieth. */
const spans = [
  [0, 0],
  [1, 10],
  [11, 50],
] as const;

/** The largest difference of two runs' losses in each span. */
const differences = (a: readonly number[], b: readonly number[]): readonly number[] =>
  spans.map(([from, to]) => Math.max(...a.slice(from, to + 1).map((loss, index) => Math.abs(loss - b[from + index]!))));

/** Numbers for people. */
const shown = (numbers: readonly number[]) => numbers.map((x) => x.toExponential(1)).join(", ");

realDataTest("ResNet-8's loss is that of the wasm device", { timeout: 3_600_000 }, async ({ skip }) => {
  const run = { model: "resnet8", batch: 128, steps: 51 };
  const { losses: gpu } = await trainOn(webgpu, run, skip);
  const { losses: cpu } = await trainOn(createWasm(), run, skip);
  const found = differences(gpu, cpu);
  console.log(`loss at step 0, to 10, to 50: webgpu and wasm differ by ${shown(found)}`);
  for (const [span, bound] of [1e-5, 1e-3, 2e-2].entries()) expect(found[span]).toBeLessThan(bound);
});

realDataTest("ResNet-20's loss is that of the wasm device", { timeout: 3_600_000 }, async ({ skip }) => {
  const run = { model: "resnet20", batch: 128, steps: 51 };
  const { losses: gpu } = await trainOn(webgpu, run, skip);
  const { losses: relaxed } = await trainOn(createWasm({ module: "relaxed" }), run, skip);
  const { losses: plain } = await trainOn(createWasm({ module: "plain" }), run, skip);
  // Training amplifies last bits: what two builds of one device differ by is what float32 leaves open (decision 018).
  const [found, open] = [differences(gpu, relaxed), differences(plain, relaxed)];
  console.log(
    `loss at step 0, to 10, to 50: webgpu and wasm differ by ${shown(found)}; wasm's builds by ${shown(open)}`,
  );
  expect(found[0]).toBeLessThan(1e-5);
  for (const span of [1, 2]) expect(found[span]).toBeLessThan(4 * open[span]!);
});
