// ResNet-1202 for real: training steps inside WebAssembly's 4 GiB, with the same bits whatever the memory.
import { plan } from "@unravel/core";
import { fillNormal, randomStream } from "@unravel/core/random";
import { createWasmDevice } from "@unravel/core/wasm";
import { expect, test } from "vitest";
import { initialise } from "../initialise.ts";
import { writeStates } from "../states.ts";
import { buildModel } from "../zoo/index.ts";
import { trainingGraph } from "./training.ts";

const batch = 128;

test("ResNet-1202 takes steps of 128 images in 4 GiB and in 1 GiB", { timeout: 1_200_000 }, async () => {
  const device = await createWasmDevice();
  const model = buildModel("resnet1202");
  const graph = trainingGraph(model, { batch, momentum: 0.9, weightDecay: 1e-4 });
  const weights: unknown[] = [];
  for (const options of [{}, { memoryBytes: 2 ** 30 }]) {
    const step = await device.load(plan(graph, device.capabilities, options));
    await writeStates(step, initialise(model, 1), { partial: true });
    const images = new Float32Array(batch * 32 * 32 * 3);
    fillNormal(randomStream(1, "test"), 0, images);
    await step.write("images", images);
    await step.write(
      "labels",
      Int32Array.from({ length: batch }, (_, image) => image % 10),
    );
    await step.write("valid", Int32Array.of(batch));
    await step.write("rate", Float32Array.of(0.01));
    for (let k = 0; k < 2; k++) await step.run();
    expect(Number.isFinite((await step.read("loss"))[0])).toBe(true);
    weights.push(await step.read("layer1.0.conv1.weight"), await step.read("layer3.199.bn2.running_var"));
    step.dispose();
  }
  await device.dispose();
  expect(weights.slice(2)).toEqual(weights.slice(0, 2));
});
