// What is measured of a device, whichever it is. Nothing here depends on an engine.
import { type Device, plan } from "@unravel/core";
import { conformanceCases, runCase } from "@unravel/core/testing";
import { syntheticImages } from "@unravel/data";
import { buildModel, initialise, trainingGraph, writeStates } from "@unravel/models";
import { recipes, train } from "@unravel/train";

const model = buildModel("resnet8");

/** What every device is measured by. */
export type Measures = {
  /** The worst relative error of all ops, against the float64 reference. */
  readonly error: number;
  /** SHA-256 of the weights after 20 steps, its first 12 digits. */
  readonly weights: string;
  /** Training ResNet-8 with batches of 32. */
  readonly imagesPerSecond: number;
};

/** Measures `device`; the speed is the median of so many steps, after others that warm it up. */
export const measure = async (device: Device, steps: number): Promise<Measures> => ({
  error: await worstError(device),
  weights: await trainedWeights(device),
  imagesPerSecond: await throughput(device, steps),
});

async function worstError(device: Device): Promise<number> {
  let worst = 0;
  for (const row of conformanceCases) worst = Math.max(worst, ...(await runCase(device, row)));
  return worst;
}

async function trainedWeights(device: Device): Promise<string> {
  const recipe = { ...recipes.demo, batch: 16, length: { steps: 20 } };
  const images = syntheticImages({ count: 320, split: "train" });
  const { parameters } = await train({ model, recipe, data: { train: images }, device });
  const bytes = await new Blob(Object.values(parameters).map(({ data }) => new Float32Array(data))).arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest.subarray(0, 6), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function throughput(device: Device, steps: number): Promise<number> {
  const batch = 32;
  const warmUp = Math.ceil(steps / 2);
  const graph = trainingGraph(model, { batch, momentum: 0.9, weightDecay: 1e-4 });
  const step = await device.load(plan(graph, device.capabilities));
  await writeStates(step, initialise(model, 1), { partial: true });
  await step.write("valid", Int32Array.of(batch));
  const times: number[] = [];
  for (let run = 0; run < warmUp + steps; run++) {
    const start = performance.now();
    await step.run();
    await step.read("loss"); // a GPU is done when it can be read
    if (run >= warmUp) times.push(performance.now() - start);
  }
  step.dispose();
  return (1000 * batch) / times.sort((a, b) => a - b)[times.length >> 1]!;
}
