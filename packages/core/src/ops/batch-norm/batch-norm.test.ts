import { expect, test } from "vitest";
import { compute, tensor, zeros } from "../compute.testing.ts";

const x = tensor([2, 1], 1, 3);
const [one, zero] = [tensor([1], 2), tensor([1], 5)];

test("takes the batch's mean and biased variance", async () => {
  expect(await compute("batchNorm", [x, one, zero], { epsilon: 0 })).toEqual([[3, 7], [2], [1]]);
});

test("its gradient goes through the statistics: a shift of all, and a stretch, change nothing", async () => {
  const statistics = [tensor([1], 2), tensor([1], 1)];
  const gradient = (...dy: number[]) =>
    compute("batchNormGradient", [tensor([2, 1], ...dy), x, one, ...statistics], { epsilon: 0 });
  expect(await gradient(1, 1)).toEqual([[0, 0], [0], [2]]);
  expect(await gradient(-1, 1)).toEqual([[0, 0], [2], [0]]);
});

test("refuses a weight for other channels", async () => {
  await expect(compute("batchNorm", [x, zeros(2), zero], { epsilon: 0 })).rejects.toThrow(
    "Batch norm's weight must be [1], got [2].",
  );
});
