import { expect, test } from "vitest";
import { compute, tensor, zeros } from "../compute.testing.ts";

test("takes the mean of each channel of each image", async () => {
  const x = tensor([2, 1, 2, 2], 1, 10, 3, 30, 5, 50, 7, 70);
  expect(await compute("globalAveragePool", [x], {})).toEqual([[2, 20, 6, 60]]);
});

test("its gradient shares alike", async () => {
  const dy = tensor([1, 2], 4, 8);
  expect(await compute("globalAveragePoolGradient", [dy], { size: [1, 2] })).toEqual([[2, 4, 2, 4]]);
});

test("refuses what is pooled already", async () => {
  await expect(compute("globalAveragePool", [zeros(2, 2)], {})).rejects.toThrow("must have 4 dimensions, got [2,2]");
});
