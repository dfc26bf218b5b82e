import { expect, test } from "vitest";
import { compute, tensor, zeros } from "../compute.testing.ts";

test("cuts what is below zero, and lets what is no number through", async () => {
  expect(await compute("relu", [tensor([4], -1, 0, 2, Number.NaN)], {})).toEqual([[0, 0, 2, Number.NaN]]);
});

test("its gradient passes where the output is above zero", async () => {
  expect(await compute("reluGradient", [tensor([3], 5, 6, 7), tensor([3], 0, 0, 2)], {})).toEqual([[0, 0, 7]]);
  await expect(compute("reluGradient", [zeros(2), zeros(3)], {})).rejects.toThrow("must have the same shape");
});
