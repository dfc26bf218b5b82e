import { expect, test } from "vitest";
import { compute, tensor, zeros } from "../compute.testing.ts";

const attributes = { kernel: 2, stride: 2 };

test("takes the mean of each window and leaves a rest of the image out", async () => {
  const x = tensor([1, 2, 3, 1], 1, 2, 100, 3, 6, 100);
  expect(await compute("averagePool", [x], attributes)).toEqual([[3]]);
});

test("its gradient shares alike", async () => {
  const dy = tensor([1, 1, 1, 1], 8);
  expect(await compute("averagePoolGradient", [dy], { ...attributes, size: [2, 3] })).toEqual([[2, 2, 0, 2, 2, 0]]);
});

test("refuses a window larger than the image", async () => {
  await expect(compute("averagePool", [zeros(1, 1, 1, 1)], attributes)).rejects.toThrow(
    "A window of 2 does not fit into 1 pixels padded by 0 + 0.",
  );
});
