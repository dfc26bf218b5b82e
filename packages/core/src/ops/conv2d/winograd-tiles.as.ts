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

/** One column of Bᵀ·d: loads 6 vectors d0..d5, stores 6 at `to`, `step` bytes apart. */
@inline
function transformInput(d0: v128, d1: v128, d2: v128, d3: v128, d4: v128, d5: v128, to: usize, step: usize): void {
  const q = splat(Q), p = splat(P);
  const e = nmadd(q, d2, d4), o = nmadd(q, d1, d3);
  const e2 = nmadd(p, d2, d4), o2 = nmadd(p, d1, d3);
  const s = splat(P + Q), m = splat(P * Q);
  v128.store(to, madd(m, d0, nmadd(s, d2, d4)));
  to += step;
  v128.store(to, madd(splat(0.75), o, e));
  to += step;
  v128.store(to, nmadd(splat(0.75), o, e));
  to += step;
  v128.store(to, madd(splat(1.5), o2, e2));
  to += step;
  v128.store(to, nmadd(splat(1.5), o2, e2));
  to += step;
  v128.store(to, madd(m, d1, nmadd(s, d3, d5)));
}

/**
 * Transforms the tiles of `rows` tile rows from flat tile row `first` into v[point][tile][channel]. `x` is [N,H,W,C]
 * without padding; `zero` a row of zeros, `column` scratch of 6 vectors for each of 4·TW + 2 columns.
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
    for (let c: usize = 0; c < pixel; c += 16) {
      let to = column;
      let at = c - <usize>left * pixel;
      for (let i = -left; i < columns - left; i++, at += pixel, to += 96) {
        if (<u32>i < <u32>width) {
          transformInput(
            v128.load(r0 + at), v128.load(r1 + at), v128.load(r2 + at),
            v128.load(r3 + at), v128.load(r4 + at), v128.load(r5 + at), to, 16,
          );
        } else memory.fill(to, 0, 96);
      }
      let from = column;
      let out = v + <usize>(r * tileColumns) * pixel + c;
      for (let t = 0; t < tileColumns; t++, from += 384, out += pixel) {
        let to = out;
        for (let i: usize = 0; i < 96; i += 16, to += 6 * point) {
          transformInput(
            v128.load(from + i), v128.load(from + i, 96), v128.load(from + i, 192),
            v128.load(from + i, 288), v128.load(from + i, 384), v128.load(from + i, 480), to, point,
          );
        }
      }
    }
    if (++tileRow == tileRows) { tileRow = 0; image++; }
  }
}
