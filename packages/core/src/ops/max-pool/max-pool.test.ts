import { expect, test } from "vitest";
import { compute, tensor, zeros } from "../compute.testing.ts";

const x = tensor([1, 2, 2, 1], -4, -1, -3, -1);
const attributes = { kernel: 2, stride: 2, padding: [1, 1, 1, 1] } as const;

test("takes the maximum of each window; the padding never wins", async () => {
  expect(await compute("maxPool", [x], { ...attributes, padding: [0, 0, 0, 0] })).toEqual([[-1]]);
  expect(await compute("maxPool", [x], attributes)).toEqual([[-4, -1, -3, -1]]);
});

test("its gradient goes to the first of equal maxima", async () => {
  const inputs = [tensor([1, 1, 1, 1], 7), x];
  expect(await compute("maxPoolGradient", inputs, { ...attributes, padding: [0, 0, 0, 0] })).toEqual([[0, 7, 0, 0]]);
});

test("refuses a padding as large as the kernel, and what is no image", async () => {
  await expect(compute("maxPool", [x], { ...attributes, kernel: 1 })).rejects.toThrow(
    "A pool's padding [1,1,1,1] must stay below its kernel of 1.",
  );
  await expect(compute("maxPool", [zeros(2, 2)], attributes)).rejects.toThrow("must have 4 dimensions");
});
