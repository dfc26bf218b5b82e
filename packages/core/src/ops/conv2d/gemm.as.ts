// The register tile that all convolutions end in: 6 rows x 8 columns, 12 accumulators, two vectors of the right side.
import { madd } from "../../devices/wasm/lanes.as";

/**
 * m[t][c] = Σ_k v[t][k] · u[c / 8][k][c % 8] for `rows` rows (a multiple of 6, rows beyond are scratch), `depth` a multiple of 4.
 * v has `depth` floats a row, m `columns`.
 */
// @ts-ignore: decorator
@inline
export function gemm(v: usize, u: usize, m: usize, rows: i32, depth: i32, columns: i32): void {
  const row: usize = depth << 2;
  const out: usize = columns << 2;
  for (let block = 0; block < columns; block += 8) {
    let a0 = v;
    let to = m + (block << 2);
    const end = u + (row << 3);
    for (let t = 0; t < rows; t += 6) {
      let a1 = a0 + row, a2 = a1 + row, a3 = a2 + row, a4 = a3 + row, a5 = a4 + row;
      let s00 = f32x4.splat(0), s01 = s00, s10 = s00, s11 = s00, s20 = s00, s21 = s00;
      let s30 = s00, s31 = s00, s40 = s00, s41 = s00, s50 = s00, s51 = s00;
      let b = u;
      do {
        let b0 = v128.load(b), b1 = v128.load(b, 16), x: v128;
        x = v128.load32_splat(a0); s00 = madd(x, b0, s00); s01 = madd(x, b1, s01);
        x = v128.load32_splat(a1); s10 = madd(x, b0, s10); s11 = madd(x, b1, s11);
        x = v128.load32_splat(a2); s20 = madd(x, b0, s20); s21 = madd(x, b1, s21);
        x = v128.load32_splat(a3); s30 = madd(x, b0, s30); s31 = madd(x, b1, s31);
        x = v128.load32_splat(a4); s40 = madd(x, b0, s40); s41 = madd(x, b1, s41);
        x = v128.load32_splat(a5); s50 = madd(x, b0, s50); s51 = madd(x, b1, s51);
        b0 = v128.load(b, 32); b1 = v128.load(b, 48);
        x = v128.load32_splat(a0, 4); s00 = madd(x, b0, s00); s01 = madd(x, b1, s01);
        x = v128.load32_splat(a1, 4); s10 = madd(x, b0, s10); s11 = madd(x, b1, s11);
        x = v128.load32_splat(a2, 4); s20 = madd(x, b0, s20); s21 = madd(x, b1, s21);
        x = v128.load32_splat(a3, 4); s30 = madd(x, b0, s30); s31 = madd(x, b1, s31);
        x = v128.load32_splat(a4, 4); s40 = madd(x, b0, s40); s41 = madd(x, b1, s41);
        x = v128.load32_splat(a5, 4); s50 = madd(x, b0, s50); s51 = madd(x, b1, s51);
        b0 = v128.load(b, 64); b1 = v128.load(b, 80);
        x = v128.load32_splat(a0, 8); s00 = madd(x, b0, s00); s01 = madd(x, b1, s01);
        x = v128.load32_splat(a1, 8); s10 = madd(x, b0, s10); s11 = madd(x, b1, s11);
        x = v128.load32_splat(a2, 8); s20 = madd(x, b0, s20); s21 = madd(x, b1, s21);
        x = v128.load32_splat(a3, 8); s30 = madd(x, b0, s30); s31 = madd(x, b1, s31);
        x = v128.load32_splat(a4, 8); s40 = madd(x, b0, s40); s41 = madd(x, b1, s41);
        x = v128.load32_splat(a5, 8); s50 = madd(x, b0, s50); s51 = madd(x, b1, s51);
        b0 = v128.load(b, 96); b1 = v128.load(b, 112);
        x = v128.load32_splat(a0, 12); s00 = madd(x, b0, s00); s01 = madd(x, b1, s01);
        x = v128.load32_splat(a1, 12); s10 = madd(x, b0, s10); s11 = madd(x, b1, s11);
        x = v128.load32_splat(a2, 12); s20 = madd(x, b0, s20); s21 = madd(x, b1, s21);
        x = v128.load32_splat(a3, 12); s30 = madd(x, b0, s30); s31 = madd(x, b1, s31);
        x = v128.load32_splat(a4, 12); s40 = madd(x, b0, s40); s41 = madd(x, b1, s41);
        x = v128.load32_splat(a5, 12); s50 = madd(x, b0, s50); s51 = madd(x, b1, s51);
        a0 += 16; a1 += 16; a2 += 16; a3 += 16; a4 += 16; a5 += 16;
        b += 128;
      } while (b != end);
      v128.store(to, s00); v128.store(to, s01, 16); to += out;
      v128.store(to, s10); v128.store(to, s11, 16); to += out;
      v128.store(to, s20); v128.store(to, s21, 16); to += out;
      v128.store(to, s30); v128.store(to, s31, 16); to += out;
      v128.store(to, s40); v128.store(to, s41, 16); to += out;
      v128.store(to, s50); v128.store(to, s51, 16); to += out;
      a0 = a5;
    }
    u = end;
  }
}

/** 6 rows of `accumulate`. */
// @ts-ignore: decorator
@inline
function accumulateRows6(a: usize, b: usize, d: usize, row: usize, column: usize, tiles: i32): void {
  let s00 = v128.load(d, 0), s01 = v128.load(d, 16);
  let s10 = v128.load(d, 32), s11 = v128.load(d, 48);
  let s20 = v128.load(d, 64), s21 = v128.load(d, 80);
  let s30 = v128.load(d, 96), s31 = v128.load(d, 112);
  let s40 = v128.load(d, 128), s41 = v128.load(d, 144);
  let s50 = v128.load(d, 160), s51 = v128.load(d, 176);
  for (let t = 0; t < tiles; t += 2) {
    let b0 = v128.load(b), b1 = v128.load(b, 16), x: v128;
    x = v128.load32_splat(a); s00 = madd(x, b0, s00); s01 = madd(x, b1, s01);
    x = v128.load32_splat(a, 4); s10 = madd(x, b0, s10); s11 = madd(x, b1, s11);
    x = v128.load32_splat(a, 8); s20 = madd(x, b0, s20); s21 = madd(x, b1, s21);
    x = v128.load32_splat(a, 12); s30 = madd(x, b0, s30); s31 = madd(x, b1, s31);
    x = v128.load32_splat(a, 16); s40 = madd(x, b0, s40); s41 = madd(x, b1, s41);
    x = v128.load32_splat(a, 20); s50 = madd(x, b0, s50); s51 = madd(x, b1, s51);
    a += row; b += column;
    b0 = v128.load(b); b1 = v128.load(b, 16);
    x = v128.load32_splat(a); s00 = madd(x, b0, s00); s01 = madd(x, b1, s01);
    x = v128.load32_splat(a, 4); s10 = madd(x, b0, s10); s11 = madd(x, b1, s11);
    x = v128.load32_splat(a, 8); s20 = madd(x, b0, s20); s21 = madd(x, b1, s21);
    x = v128.load32_splat(a, 12); s30 = madd(x, b0, s30); s31 = madd(x, b1, s31);
    x = v128.load32_splat(a, 16); s40 = madd(x, b0, s40); s41 = madd(x, b1, s41);
    x = v128.load32_splat(a, 20); s50 = madd(x, b0, s50); s51 = madd(x, b1, s51);
    a += row; b += column;
  }
  v128.store(d, s00, 0); v128.store(d, s01, 16);
  v128.store(d, s10, 32); v128.store(d, s11, 48);
  v128.store(d, s20, 64); v128.store(d, s21, 80);
  v128.store(d, s30, 96); v128.store(d, s31, 112);
  v128.store(d, s40, 128); v128.store(d, s41, 144);
  v128.store(d, s50, 160); v128.store(d, s51, 176);
}

/** 4 rows of `accumulate`. */
// @ts-ignore: decorator
@inline
function accumulateRows4(a: usize, b: usize, d: usize, row: usize, column: usize, tiles: i32): void {
  let s00 = v128.load(d, 0), s01 = v128.load(d, 16);
  let s10 = v128.load(d, 32), s11 = v128.load(d, 48);
  let s20 = v128.load(d, 64), s21 = v128.load(d, 80);
  let s30 = v128.load(d, 96), s31 = v128.load(d, 112);
  for (let t = 0; t < tiles; t += 2) {
    let b0 = v128.load(b), b1 = v128.load(b, 16), x: v128;
    x = v128.load32_splat(a); s00 = madd(x, b0, s00); s01 = madd(x, b1, s01);
    x = v128.load32_splat(a, 4); s10 = madd(x, b0, s10); s11 = madd(x, b1, s11);
    x = v128.load32_splat(a, 8); s20 = madd(x, b0, s20); s21 = madd(x, b1, s21);
    x = v128.load32_splat(a, 12); s30 = madd(x, b0, s30); s31 = madd(x, b1, s31);
    a += row; b += column;
    b0 = v128.load(b); b1 = v128.load(b, 16);
    x = v128.load32_splat(a); s00 = madd(x, b0, s00); s01 = madd(x, b1, s01);
    x = v128.load32_splat(a, 4); s10 = madd(x, b0, s10); s11 = madd(x, b1, s11);
    x = v128.load32_splat(a, 8); s20 = madd(x, b0, s20); s21 = madd(x, b1, s21);
    x = v128.load32_splat(a, 12); s30 = madd(x, b0, s30); s31 = madd(x, b1, s31);
    a += row; b += column;
  }
  v128.store(d, s00, 0); v128.store(d, s01, 16);
  v128.store(d, s10, 32); v128.store(d, s11, 48);
  v128.store(d, s20, 64); v128.store(d, s21, 80);
  v128.store(d, s30, 96); v128.store(d, s31, 112);
}

/** 2 rows of `accumulate`. */
// @ts-ignore: decorator
@inline
function accumulateRows2(a: usize, b: usize, d: usize, row: usize, column: usize, tiles: i32): void {
  let s00 = v128.load(d, 0), s01 = v128.load(d, 16);
  let s10 = v128.load(d, 32), s11 = v128.load(d, 48);
  for (let t = 0; t < tiles; t += 2) {
    let b0 = v128.load(b), b1 = v128.load(b, 16), x: v128;
    x = v128.load32_splat(a); s00 = madd(x, b0, s00); s01 = madd(x, b1, s01);
    x = v128.load32_splat(a, 4); s10 = madd(x, b0, s10); s11 = madd(x, b1, s11);
    a += row; b += column;
    b0 = v128.load(b); b1 = v128.load(b, 16);
    x = v128.load32_splat(a); s00 = madd(x, b0, s00); s01 = madd(x, b1, s01);
    x = v128.load32_splat(a, 4); s10 = madd(x, b0, s10); s11 = madd(x, b1, s11);
    a += row; b += column;
  }
  v128.store(d, s00, 0); v128.store(d, s01, 16);
  v128.store(d, s10, 32); v128.store(d, s11, 48);
}

/**
 * d[c / 8][k][c % 8] += Σ_t v[t][k] · y[t][c] for an even number of `tiles`: k < depth (even), c < columns.
 */
// @ts-ignore: decorator
@inline
export function accumulate(v: usize, y: usize, d: usize, tiles: i32, depth: i32, columns: i32): void {
  const row: usize = depth << 2;
  const column: usize = columns << 2;
  for (let c = 0; c < columns; c += 8, y += 32) {
    let k = 0;
    for (; k + 6 <= depth; k += 6, d += 192) accumulateRows6(v + (k << 2), y, d, row, column, tiles);
    if (depth - k == 4) { accumulateRows4(v + (k << 2), y, d, row, column, tiles); d += 128; }
    else if (depth - k == 2) { accumulateRows2(v + (k << 2), y, d, row, column, tiles); d += 64; }
  }
}
