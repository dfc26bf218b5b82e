// The wasm device's promise of reproducible bits, over 200 steps of a whole network: again, and on 1, 2 and 3 threads.
import { createHash } from "node:crypto";
import { createWasmDevice } from "@unravel/core/wasm";
import { syntheticImages } from "@unravel/data";
import { buildModel } from "@unravel/models";
import { recipes, train } from "@unravel/train";
import { describe, expect, test } from "vitest";

const images = syntheticImages({ count: 640, split: "train" });
const recipe = { ...recipes.demo, augmentation: { pad: 4, flip: true }, length: { steps: 200 } };

/** The hash of all weights of ResNet-20 after 200 steps of 32 images. */
async function trainedWeights(module: "relaxed" | "plain", threads: number): Promise<string> {
  const device = await createWasmDevice({ module, threads, fill: Number.NaN });
  const { parameters } = await train({
    model: buildModel("resnet20"),
    recipe,
    data: { train: images },
    device,
    seed: 7,
  });
  await device.dispose();
  const hash = createHash("sha256");
  for (const { data } of Object.values(parameters)) {
    expect(data.every(Number.isFinite)).toBe(true);
    hash.update(data);
  }
  return hash.digest("hex");
}

describe.each(["relaxed", "plain"] as const)("the %s build", (module) => {
  test("leaves the same weights again, and on 1, 2 and 3 threads", { timeout: 600_000 }, async () => {
    const first = await trainedWeights(module, 2);
    for (const threads of [2, 1, 3]) expect(await trainedWeights(module, threads)).toBe(first);
  });
});
