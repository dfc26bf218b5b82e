import { expect, test } from "vitest";
import { compute, tensor, zeros } from "../compute.testing.ts";

const attributes = { stride: 2, before: 1, after: 2 };

test("takes every stride-th pixel and puts zero channels around", async () => {
  const x = tensor([1, 1, 3, 1], 1, 2, 3);
  expect(await compute("padChannels", [x], attributes)).toEqual([[0, 1, 0, 0, 0, 3, 0, 0]]);
});

test("its gradient is that of the channels and pixels that came through", async () => {
  const dy = tensor([1, 1, 2, 4], 1, 2, 3, 4, 5, 6, 7, 8);
  expect(await compute("padChannelsGradient", [dy], { ...attributes, size: [1, 3] })).toEqual([[2, 0, 6]]);
});

test("refuses what is no image", async () => {
  await expect(compute("padChannels", [zeros(2, 2)], attributes)).rejects.toThrow("must have 4 dimensions, got [2,2]");
});
