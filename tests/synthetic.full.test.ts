// The synthetic set rewards depth: resnet8 learns it, and resnet20 with the same budget learns it better.
import { wasm } from "@unravel/core/wasm";
import { syntheticImages } from "@unravel/data";
import { buildModel } from "@unravel/models";
import { recipes, train } from "@unravel/train";
import { expect, test } from "vitest";

const recipe = { ...recipes.demo, length: { epochs: 5 } };
const data = {
  train: syntheticImages({ count: 8000, split: "train" }),
  test: syntheticImages({ count: 2000, split: "test" }),
};

/** The error (%) on the test images after training. */
async function testError(name: string): Promise<number> {
  const device = await wasm.open({ byName: true });
  const result = await train({ model: buildModel(name), recipe, data, device });
  await device.dispose();
  return result.test!.error;
}

test("resnet8 below 20% on the synthetic images, resnet20 below resnet8", { timeout: 900_000 }, async () => {
  const shallow = await testError("resnet8");
  expect(shallow).toBeLessThan(20);
  expect(await testError("resnet20")).toBeLessThan(shallow);
});
