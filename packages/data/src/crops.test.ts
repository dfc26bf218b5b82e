import { expect, test } from "vitest";
import { cropImages, crops, resizeImages } from "./crops.ts";
import type { ImageSet } from "./image-set.ts";

/** Two images of `side` pixels whose bytes tell their place: 10·row + column, the second 100 more. */
const placed = (side: number, channels = 1): ImageSet => ({
  name: "places",
  shape: [channels, side, side],
  images: Uint8Array.from({ length: 2 * side * side * channels }, (_, at) => {
    const pixel = Math.floor(at / channels);
    return 100 * Math.floor(pixel / side ** 2) + 10 * (Math.floor(pixel / side) % side) + (pixel % side);
  }),
  labels: Int32Array.of(0, 1),
  classes: ["a", "b"],
  provenance: { source: "made by the tests", files: [], known: false },
});

test("a square and its mirror image, of every image", () => {
  const { shape, images, labels } = cropImages(placed(4), { top: 1, left: 2, mirrored: false }, 2);
  expect([shape, [...labels]]).toEqual([
    [1, 2, 2],
    [0, 1],
  ]);
  expect([...images]).toEqual([12, 13, 22, 23, 112, 113, 122, 123]);
  const mirrored = cropImages(placed(4), { top: 1, left: 2, mirrored: true }, 2);
  expect([...mirrored.images.subarray(0, 4)]).toEqual([13, 12, 23, 22]);
});

test("ten crops: four corners and the middle, each with its mirror image", () => {
  const ten = crops.ten(32);
  expect(ten).toHaveLength(10);
  expect(ten.filter(({ mirrored }) => !mirrored).map(({ top, left }) => [top, left])).toEqual([
    [0, 0],
    [0, 32],
    [32, 0],
    [32, 32],
    [16, 16],
  ]);
  expect(crops.middle(5)).toEqual([{ top: 2, left: 2, mirrored: false }]);
});

test.each([
  { top: 3, left: 0, mirrored: false },
  { top: 0, left: -1, mirrored: false },
])("a square that reaches out of the images is refused: %j", (crop) => {
  expect(() => cropImages(placed(4), crop, 2)).toThrow(/reaches out of the images of places, which are 4 x 4/);
});

test("resized: means of what was there, the same set where the size is", () => {
  const set = placed(8, 3);
  expect(resizeImages(set, 8)).toBe(set);
  const { shape, images } = resizeImages(set, 4);
  expect(shape).toEqual([3, 4, 4]);
  expect(images).toHaveLength(2 * 48);
  expect(images[3 * 5]).toBeCloseTo(10 * 2.5 + 2.5, -0.5); // pixel (1, 1): the mean around (2.5, 2.5)
  expect(() => resizeImages(placed(4), 2)).toThrow("3 channels");
});
