import { expect, test } from "vitest";
import { join } from "./curves.ts";

test("curves with points at different steps share one x, with gaps", () => {
  const training = { x: [1, 2, 3], y: [9, 8, 7] };
  const test = { x: [2, 4], y: [80, 70] };
  expect(join([training, test])).toEqual([
    [1, 2, 3, 4],
    [9, 8, 7, null],
    [null, 80, null, 70],
  ]);
});

test("no points are no points", () => {
  expect(join([{ x: [], y: [] }])).toEqual([[], []]);
});
