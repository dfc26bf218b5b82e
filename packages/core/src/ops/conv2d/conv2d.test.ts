import { expect, test } from "vitest";
import { compute, tensor, zeros } from "../compute.testing.ts";

const image = tensor([1, 2, 2, 1], 1, 2, 3, 4);
const filter = tensor([2, 2, 1, 1], 1, 10, 100, 1000);
const around = { stride: 1, padding: [0, 0, 0, 0] } as const;

test("sums the products under the filter, unflipped, with zeros around the image", async () => {
  expect(await compute("conv2d", [image, filter], around)).toEqual([[4321]]);
  const padded = await compute("conv2d", [image, filter], { stride: 2, padding: [1, 1, 1, 1] });
  expect(padded).toEqual([[1000, 200, 30, 4]]);
});

test("its gradients spread the output's over the filter and over the image", async () => {
  const dy = tensor([1, 1, 1, 1], 2);
  const size = [2, 2] as const;
  expect(await compute("conv2dInputGradient", [dy, filter], { ...around, size })).toEqual([[2, 20, 200, 2000]]);
  expect(await compute("conv2dFilterGradient", [image, dy], { ...around, size })).toEqual([[2, 4, 6, 8]]);
});

test("refuses other channels, a filter larger than the image, and what is no image", async () => {
  await expect(compute("conv2d", [image, zeros(1, 1, 2, 1)], around)).rejects.toThrow(
    "A filter for 2 channels cannot be applied to 1.",
  );
  await expect(compute("conv2d", [image, zeros(3, 3, 1, 1)], around)).rejects.toThrow("A window of 3 does not fit");
  await expect(compute("conv2d", [zeros(2, 2), filter], around)).rejects.toThrow("must have 4 dimensions, got [2,2]");
});
