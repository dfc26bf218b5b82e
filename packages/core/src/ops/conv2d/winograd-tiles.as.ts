// The tiles of an image in Winograd's convolutions F(4x4, 3x3) and F(3x3, 4x4) (Lavin & Gray 2016), at the points 0, ±3/4, ±3/2, ∞, which are
// exact in float32 and err half as much as the usual 0, ±1, ±2.
import { madd, nmadd } from "../../devices/wasm/lanes.as";

// p = 3/4, q = 3/2
export const P: f32 = 0.5625; // p²
export const Q: f32 = 2.25; // q²

// G, row by row: scale · (1, α, α²) for α = 0, ±p, ±q, and (0, 0, 1).
export const S0: f32 = 1.0 / (P * Q);
export const S1: f32 = 1.0 / (2.0 * P * (P - Q));
export const S2: f32 = 1.0 / (2.0 * Q * (Q - P));

@inline
export function splat(x: f32): v128 {
  return f32x4.splat(x);
}

/** Stores the two vectors of a pair. */
@inline
export function storePair(to: usize, x: v128, y: v128): void {
  v128.store(to, x);
  v128.store(to, y, 16);
}

/** One column of Bᵀ·d for the pairs of vectors at d0 to d5: stores 6 pairs at `to`, `step` bytes apart. */
@inline
function transformInput(d0: usize, d1: usize, d2: usize, d3: usize, d4: usize, d5: usize, to: usize, step: usize): void {
  const x0 = v128.load(d0), y0 = v128.load(d0, 16), x1 = v128.load(d1), y1 = v128.load(d1, 16);
  const x2 = v128.load(d2), y2 = v128.load(d2, 16), x3 = v128.load(d3), y3 = v128.load(d3, 16);
  const x4 = v128.load(d4), y4 = v128.load(d4, 16), x5 = v128.load(d5), y5 = v128.load(d5, 16);
  const s = splat(P + Q), m = splat(P * Q), q = splat(Q), p = splat(P);
  storePair(to, madd(m, x0, nmadd(s, x2, x4)), madd(m, y0, nmadd(s, y2, y4)));
  const e = nmadd(q, x2, x4), f = nmadd(q, y2, y4), o = nmadd(q, x1, x3), u = nmadd(q, y1, y3);
  storePair(to + step, madd(splat(0.75), o, e), madd(splat(0.75), u, f));
  storePair(to + 2 * step, nmadd(splat(0.75), o, e), nmadd(splat(0.75), u, f));
  const e2 = nmadd(p, x2, x4), f2 = nmadd(p, y2, y4), o2 = nmadd(p, x1, x3), u2 = nmadd(p, y1, y3);
  storePair(to + 3 * step, madd(splat(1.5), o2, e2), madd(splat(1.5), u2, f2));
  storePair(to + 4 * step, nmadd(splat(1.5), o2, e2), nmadd(splat(1.5), u2, f2));
  storePair(to + 5 * step, madd(m, x1, nmadd(s, x3, x5)), madd(m, y1, nmadd(s, y3, y5)));
}

/**
 * Transforms the tiles of `rows` tile rows from flat tile row `first` into v[point][tile][channel]. `x` is [N,H,W,C]
 * without padding; `zero` a row of zeros, `column` scratch of 6 pairs of vectors for each of 4·TW + 2 columns. Channels are taken in pairs of
 * vectors, of which an engine with wider vectors may make one.
 */
@inline
export function inputTiles(
  x: usize, v: usize, point: usize, height: i32, width: i32, channels: i32, tileRows: i32, tileColumns: i32,
  top: i32, left: i32, first: i32, rows: i32, column: usize, zero: usize,
): void {
  const pixel: usize = channels << 2;
  const line: usize = pixel * width;
  const columns = 4 * tileColumns + 2;
  let image = first / tileRows;
  let tileRow = first - image * tileRows;
  for (let r = 0; r < rows; r++) {
    const start = 4 * tileRow - top;
    const origin = x + <usize>image * line * height;
    const r0 = <u32>start < <u32>height ? origin + <usize>start * line : zero;
    const r1 = <u32>(start + 1) < <u32>height ? origin + <usize>(start + 1) * line : zero;
    const r2 = <u32>(start + 2) < <u32>height ? origin + <usize>(start + 2) * line : zero;
    const r3 = <u32>(start + 3) < <u32>height ? origin + <usize>(start + 3) * line : zero;
    const r4 = <u32>(start + 4) < <u32>height ? origin + <usize>(start + 4) * line : zero;
    const r5 = <u32>(start + 5) < <u32>height ? origin + <usize>(start + 5) * line : zero;
    for (let pair: usize = 0; pair < pixel; pair += 32) {
      const c = min(pair, pixel - 32); // where the last pair is half a one, it begins in the one before
      let to = column;
      let at = c - <usize>left * pixel;
      for (let i = -left; i < columns - left; i++, at += pixel, to += 192) {
        if (<u32>i < <u32>width) transformInput(r0 + at, r1 + at, r2 + at, r3 + at, r4 + at, r5 + at, to, 32);
        else memory.fill(to, 0, 192);
      }
      let from = column;
      let out = v + <usize>(r * tileColumns) * pixel + c;
      for (let t = 0; t < tileColumns; t++, from += 768, out += pixel) {
        let to = out;
        for (let d = from; d < from + 192; d += 32, to += 6 * point) {
          transformInput(d, d + 192, d + 384, d + 576, d + 768, d + 960, to, point);
        }
      }
    }
    if (++tileRow == tileRows) { tileRow = 0; image++; }
  }
}
