import { expect, test } from "vitest";
import { compute, tensor, zeros } from "../compute.testing.ts";

test("weighs its terms", async () => {
  const terms = [{ factor: 2 }, { factor: -1 }];
  expect(await compute("sum", [tensor([2], 1, 2), tensor([2], 10, 20)], { terms })).toEqual([[-8, -16]]);
});

test("refuses terms of different shapes", async () => {
  const terms = [{ factor: 1 }, { factor: 1 }];
  await expect(compute("sum", [zeros(2), zeros(3)], { terms })).rejects.toThrow(
    "must have the same shape, got [3] and [2]",
  );
});
