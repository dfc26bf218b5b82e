import { expect, test } from "vitest";
import { compute, tensor, zeros } from "../compute.testing.ts";

const x = tensor([2, 1], 1, 3);
const vectors = [tensor([1], 2), tensor([1], 5), tensor([1], 1), tensor([1], 3)]; // weight, bias, mean, variance

test("takes the statistics that it is given, epsilon beside the variance", async () => {
  expect(await compute("normalize", [x, ...vectors], { epsilon: 1 })).toEqual([[5, 7]]);
});

test("its gradient holds the statistics fixed", async () => {
  const [weight, , mean, variance] = vectors as [typeof x, typeof x, typeof x, typeof x];
  const inputs = [tensor([2, 1], 1, 4), x, weight, mean, variance];
  expect(await compute("normalizeGradient", inputs, { epsilon: 1 })).toEqual([[1, 4], [4], [5]]);
});

test("refuses statistics of other channels", async () => {
  await expect(compute("normalize", [x, ...vectors.with(2, zeros(2))], { epsilon: 1 })).rejects.toThrow(
    "Batch norm's running mean must be [1], got [2].",
  );
});
