import { expect, test } from "vitest";
import { compute, tensor, zeros } from "../compute.testing.ts";

test("is 1 / (1 + exp(-x)), also far out", async () => {
  const [[half, one, none] = []] = await compute("sigmoid", [tensor([3], 0, 800, -800)], {});
  expect([half, one, none]).toEqual([0.5, 1, 0]);
});

test("its gradient is y (1 - y)", async () => {
  expect(await compute("sigmoidGradient", [tensor([2], 8, 8), tensor([2], 0.5, 0.25)], {})).toEqual([[2, 1.5]]);
  await expect(compute("sigmoidGradient", [zeros(2), zeros(3)], {})).rejects.toThrow("must have the same shape");
});
