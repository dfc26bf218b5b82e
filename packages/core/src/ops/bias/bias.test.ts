import { expect, test } from "vitest";
import { compute, tensor, zeros } from "../compute.testing.ts";

const x = tensor([2, 2], 1, 2, 3, 4);

test("adds to each channel, and its gradient is the sum over all else", async () => {
  expect(await compute("addBias", [x, tensor([2], 10, 20)], {})).toEqual([[11, 22, 13, 24]]);
  expect(await compute("channelSum", [x], {})).toEqual([[4, 6]]);
});

test("refuses a bias for other channels", async () => {
  await expect(compute("addBias", [x, zeros(3)], {})).rejects.toThrow("A bias must be [2], got [3].");
});
