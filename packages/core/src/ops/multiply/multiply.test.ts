import { expect, test } from "vitest";
import { compute, tensor, zeros } from "../compute.testing.ts";

test("multiplies element by element", async () => {
  expect(await compute("multiply", [tensor([3], 1, -2, 3), tensor([3], 4, 5, 0)], {})).toEqual([[4, -10, 0]]);
});

test("refuses factors of different shapes", async () => {
  await expect(compute("multiply", [zeros(2), zeros(3)], {})).rejects.toThrow(
    "must have the same shape, got [2] and [3]",
  );
});
