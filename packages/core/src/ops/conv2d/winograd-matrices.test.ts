// Winograd's matrices in float64: tiles by them are convolutions.
import { expect, test } from "vitest";
import { type Matrix, winogradAt } from "./winograd-matrices.ts";

const product = (a: Matrix, b: Matrix): Matrix =>
  a.map((row) => b[0]!.map((_, column) => row.reduce((sum, x, k) => sum + x * b[k]![column]!, 0)));
const transposed = (a: Matrix): Matrix => a[0]!.map((_, column) => a.map((row) => row[column]!));
const sandwich = (a: Matrix, x: Matrix): Matrix => product(product(a, x), transposed(a));
const numbers = (rows: number, columns: number, seed: number): Matrix =>
  Array.from({ length: rows }, (_, r) => Array.from({ length: columns }, (_, c) => Math.sin(seed + r * columns + c)));

test.each([
  [2, [0, 1, -1]],
  [3, [0, 1, -1, 2]],
  [4, [0, 0.75, -0.75, 1.5, -1.5]],
])("tiles of %i at the points %j", (tile, points) => {
  const { input, filter, output } = winogradAt(points);
  const [image, taps] = [numbers(tile + 2, tile + 2, 1), numbers(3, 3, 50)];
  const [d, u] = [sandwich(input, image), sandwich(filter, taps)];
  const got = sandwich(
    output,
    d.map((row, r) => row.map((x, c) => x * u[r]![c]!)),
  );
  for (const [y, row] of got.entries()) {
    for (const [x, value] of row.entries()) {
      let want = 0;
      for (let r = 0; r < 3; r++) for (let c = 0; c < 3; c++) want += image[y + r]![x + c]! * taps[r]![c]!;
      expect(value).toBeCloseTo(want, 12);
    }
  }
});
