// Resizing as Pillow and torchvision do it with antialiasing: every output pixel is a weighted mean of the input pixels
// under a triangle, as wide as two output pixels where the image shrinks; rows first, then columns.
import type { Pixels } from "./decode.ts";

/** For each output place: the first input place, and the weights (summing to 1) from there on. */
type Weights = readonly { readonly first: number; readonly weights: Float64Array }[];

function triangleWeights(inSize: number, outSize: number, from: number, count: number): Weights {
  const scale = inSize / outSize;
  const reach = Math.max(1, scale);
  return Array.from({ length: count }, (_, index) => {
    const centre = (from + index + 0.5) * scale;
    const first = Math.max(0, Math.floor(centre - reach + 0.5));
    const end = Math.min(inSize, Math.floor(centre + reach + 0.5));
    const weights = Float64Array.from({ length: end - first }, (_, at) =>
      Math.max(0, 1 - Math.abs(first + at + 0.5 - centre) / reach),
    );
    const sum = weights.reduce((total, weight) => total + weight, 0);
    return { first, weights: weights.map((weight) => weight / sum) };
  });
}

/** Weighted means along rows: `rows` x `inWidth` x 3 → `rows` x weights.length x 3, rounded as Pillow rounds. */
function resizeRows(data: Uint8Array, rows: number, inWidth: number, weights: Weights): Uint8Array {
  const outWidth = weights.length;
  const out = new Uint8Array(rows * outWidth * 3);
  for (let x = 0; x < outWidth; x += 1) {
    const { first, weights: shares } = weights[x]!;
    for (let y = 0; y < rows; y += 1) {
      for (let channel = 0; channel < 3; channel += 1) {
        let sum = 0.5;
        let at = (y * inWidth + first) * 3 + channel;
        for (let share = 0; share < shares.length; share += 1, at += 3) sum += shares[share]! * data[at]!;
        out[(y * outWidth + x) * 3 + channel] = sum;
      }
    }
  }
  return out;
}

function transpose(data: Uint8Array, rows: number, columns: number): Uint8Array {
  const out = new Uint8Array(data.length);
  for (let y = 0; y < rows; y += 1) {
    for (let x = 0; x < columns; x += 1) {
      const from = (y * columns + x) * 3;
      out.set(data.subarray(from, from + 3), (x * rows + y) * 3);
    }
  }
  return out;
}

/** Python's round, which torchvision's CenterCrop uses: 0.5 → 0, 1.5 → 2. */
const roundHalfEven = (x: number): number => (x % 1 === 0.5 ? 2 * Math.round(x / 2) : Math.round(x));

/**
 * The middle `size` x `size` pixels of the image resized so that its shorter side is `shorterSide` (at least `size`):
 * torchvision's Resize and CenterCrop. Only what the crop needs is computed. Returns size x size x 3 bytes.
 */
export function resizeAndCrop({ width, height, data }: Pixels, shorterSide: number, size: number): Uint8Array {
  const shorter = Math.min(width, height);
  const resized = (side: number) => Math.floor((side * shorterSide) / shorter);
  const weightsFor = (side: number) => {
    const outSide = resized(side);
    return triangleWeights(side, outSide, roundHalfEven((outSide - size) / 2), size);
  };
  const columns = weightsFor(width);
  const rows = weightsFor(height);
  const top = rows[0]!.first;
  const bottom = rows.at(-1)!.first + rows.at(-1)!.weights.length;
  const needed = data.subarray(top * width * 3, bottom * width * 3);
  const narrow = resizeRows(needed, bottom - top, width, columns);
  const shifted = rows.map(({ first, weights }) => ({ first: first - top, weights }));
  return transpose(resizeRows(transpose(narrow, bottom - top, size), size, bottom - top, shifted), size, size);
}
