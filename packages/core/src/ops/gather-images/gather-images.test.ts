import { expect, test } from "vitest";
import { bytes, compute, integers, tensor } from "../compute.testing.ts";

const images = bytes([2, 2, 3, 1], 1, 2, 3, 4, 5, 6, 10, 20, 30, 40, 50, 60);
const halves = tensor([1, 256], ...Array.from({ length: 256 }, (_, byte) => byte / 2));
const placed = (...placements: number[]) => ({ ...integers(...placements), shape: [placements.length / 4, 4] });
const gather = async (...placements: number[]) =>
  (await compute("gatherImages", [images, placed(...placements), halves], {}))[0];

test("picks images by their index and looks their bytes up", async () => {
  expect(await gather(1, 0, 0, 0, 0, 0, 0, 0)).toEqual([5, 10, 15, 20, 25, 30, 0.5, 1, 1.5, 2, 2.5, 3]);
});

test("mirrors before it shifts; what comes from outside is 0, and so is an image that is none", async () => {
  expect(await gather(0, 0, 0, 1)).toEqual([1.5, 1, 0.5, 3, 2.5, 2]);
  expect(await gather(0, 1, -1, 0)).toEqual([0, 2, 2.5, 0, 0, 0]);
  expect(await gather(0, -1, 1, 1)).toEqual([0, 0, 0, 0, 1.5, 1]);
  expect(await gather(0, 0, -3, 0)).toEqual([0, 0, 0, 0, 0, 0]);
  expect(await gather(-1, 0, 0, 0)).toEqual([0, 0, 0, 0, 0, 0]);
});

test("a mean image moves with the image, and channels have levels of their own", async () => {
  const pixels = bytes([1, 1, 2, 2], 1, 2, 3, 4);
  const levels = tensor([2, 256], ...Array.from({ length: 512 }, (_, at) => (at < 256 ? at : -(at - 256))));
  const mean = tensor([1, 2, 2], 0.5, 0.25, 1, 2);
  const [moved] = await compute("gatherImages", [pixels, placed(0, 0, 1, 0), levels, mean], {});
  expect(moved).toEqual([2, -6, 0, 0]);
});

test("refuses what does not fit", async () => {
  const none = placed(0, 0, 0, 0);
  const refused = (...inputs: Parameters<typeof compute>[1]) => expect(compute("gatherImages", inputs, {})).rejects;
  await refused(tensor([1, 1, 1, 1], 0), none, halves).toThrow("A data set must be u8, got f32.");
  await refused(images, integers(0, 0, 0, 0), halves).toThrow("(index, top, left, mirrored) must be [N,4], got [4].");
  await refused(images, none, tensor([256], ...halves.data)).toThrow("of 1 channels must be [1,256], got [256].");
  await refused(images, none, halves, tensor([1], 0)).toThrow("same shape, got [1] and [2,3,1].");
  await refused(images, placed(2, 0, 0, 0), halves).toThrow("names image 2; the data set has images 0 to 1");
});
