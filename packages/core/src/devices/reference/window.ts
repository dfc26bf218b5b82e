import type { Shape } from "../../graph/graph.ts";
import type { Padding } from "../../ops/shapes.ts";

type Geometry = { readonly kernel: number; readonly stride: number; readonly padding: Padding };

/** For every output element of a pool: `visit` with its flat index and the flat indices of the inputs in its window, row by row. */
export function eachWindow(
  xShape: Shape,
  yShape: Shape,
  geometry: Geometry,
  visit: (y: number, xs: number[]) => void,
): void {
  const [, h, w, channels] = xShape as [number, number, number, number];
  const [n, outHeight, outWidth] = yShape as [number, number, number, number];
  const { kernel, stride, padding } = geometry;
  const [top, , left] = padding;
  let y = 0;
  for (let image = 0; image < n; image++) {
    for (let row = 0; row < outHeight; row++) {
      for (let column = 0; column < outWidth; column++) {
        for (let c = 0; c < channels; c++) {
          const xs: number[] = [];
          for (let i = Math.max(0, row * stride - top); i < Math.min(h, row * stride - top + kernel); i++) {
            for (let j = Math.max(0, column * stride - left); j < Math.min(w, column * stride - left + kernel); j++) {
              xs.push(((image * h + i) * w + j) * channels + c);
            }
          }
          visit(y++, xs);
        }
      }
    }
  }
}
