import { expect, test } from "vitest";
import { compute, tensor, zeros } from "../compute.testing.ts";

const a = tensor([2, 2], 1, 2, 3, 4);
const b = tensor([2, 2], 5, 6, 7, 8);

test.each([
  [false, false, [19, 22, 43, 50]],
  [false, true, [17, 23, 39, 53]],
  [true, false, [26, 30, 38, 44]],
  [true, true, [23, 31, 34, 46]],
])("transposes left %s, right %s", async (transposeA, transposeB, product) => {
  expect(await compute("matmul", [a, b], { transposeA, transposeB })).toEqual([product]);
});

test("refuses sides that do not meet", async () => {
  await expect(compute("matmul", [a, zeros(3, 2)], { transposeA: false, transposeB: false })).rejects.toThrow(
    "[2,2] · [3,2] is not a matrix product.",
  );
});
