// The register tiles that all convolutions and matrix products end in: 6 rows x 8 columns, 12 accumulators, two vectors of the right side.
// Written out, because the order of the instructions is what keeps the accumulators in registers.
import { madd } from "../../devices/wasm/lanes.as";

/**
 * Six rows of Σ_k a[row][k] · b[k][8], stored at `to`, `out` bytes apart. k runs over `runs` pieces of `bytes` bytes each (a multiple of
 * 16); `skip` bytes lie between the pieces in each row a0 ... a5, none in b.
 */
@inline
export function tile(
  a0: usize, a1: usize, a2: usize, a3: usize, a4: usize, a5: usize, b: usize, runs: i32, bytes: usize, skip: usize, to: usize, out: usize,
): void {
  let s00 = f32x4.splat(0), s01 = s00, s10 = s00, s11 = s00, s20 = s00, s21 = s00;
  let s30 = s00, s31 = s00, s40 = s00, s41 = s00, s50 = s00, s51 = s00;
  do {
    const end = b + (bytes << 3);
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
    a0 += skip; a1 += skip; a2 += skip; a3 += skip; a4 += skip; a5 += skip;
  } while (--runs);
  v128.store(to, s00); v128.store(to, s01, 16); to += out;
  v128.store(to, s10); v128.store(to, s11, 16); to += out;
  v128.store(to, s20); v128.store(to, s21, 16); to += out;
  v128.store(to, s30); v128.store(to, s31, 16); to += out;
  v128.store(to, s40); v128.store(to, s41, 16); to += out;
  v128.store(to, s50); v128.store(to, s51, 16);
}

/**
 * m[t][c] = Σ_k v[t][k] · u[c / 8][k][c % 8] for `rows` rows (the last tile may write up to 5 more), `depth` a multiple of 4, `columns` of 8.
 * v has `depth` floats a row, m `columns`.
 */
@inline
export function gemm(v: usize, u: usize, m: usize, rows: i32, depth: i32, columns: i32): void {
  const row = <usize>depth << 2;
  const out = <usize>columns << 2;
  for (let column: usize = 0; column < out; column += 32, u += row << 3) {
    let a = v;
    let to = m + column;
    for (let t = 0; t < rows; t += 6, a += 6 * row, to += 6 * out) {
      tile(a, a + row, a + 2 * row, a + 3 * row, a + 4 * row, a + 5 * row, u, 1, row, 0, to, out);
    }
  }
}

/** 6 rows of `accumulate`. */
@inline
function accumulate6(
  a: usize, b: usize, d: usize, row: usize, column: usize, pairs: i32, runs: i32, skipA: usize, skipB: usize,
): void {
  let s00 = v128.load(d, 0), s01 = v128.load(d, 16);
  let s10 = v128.load(d, 32), s11 = v128.load(d, 48);
  let s20 = v128.load(d, 64), s21 = v128.load(d, 80);
  let s30 = v128.load(d, 96), s31 = v128.load(d, 112);
  let s40 = v128.load(d, 128), s41 = v128.load(d, 144);
  let s50 = v128.load(d, 160), s51 = v128.load(d, 176);
  do {
    for (let left = pairs; left > 0; left--) {
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
    a += skipA; b += skipB;
  } while (--runs);
  v128.store(d, s00, 0); v128.store(d, s01, 16);
  v128.store(d, s10, 32); v128.store(d, s11, 48);
  v128.store(d, s20, 64); v128.store(d, s21, 80);
  v128.store(d, s30, 96); v128.store(d, s31, 112);
  v128.store(d, s40, 128); v128.store(d, s41, 144);
  v128.store(d, s50, 160); v128.store(d, s51, 176);
}

/** 4 rows of `accumulate`. */
@inline
function accumulate4(
  a: usize, b: usize, d: usize, row: usize, column: usize, pairs: i32, runs: i32, skipA: usize, skipB: usize,
): void {
  let s00 = v128.load(d, 0), s01 = v128.load(d, 16);
  let s10 = v128.load(d, 32), s11 = v128.load(d, 48);
  let s20 = v128.load(d, 64), s21 = v128.load(d, 80);
  let s30 = v128.load(d, 96), s31 = v128.load(d, 112);
  do {
    for (let left = pairs; left > 0; left--) {
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
    a += skipA; b += skipB;
  } while (--runs);
  v128.store(d, s00, 0); v128.store(d, s01, 16);
  v128.store(d, s10, 32); v128.store(d, s11, 48);
  v128.store(d, s20, 64); v128.store(d, s21, 80);
  v128.store(d, s30, 96); v128.store(d, s31, 112);
}

/** 2 rows of `accumulate`. */
@inline
function accumulate2(
  a: usize, b: usize, d: usize, row: usize, column: usize, pairs: i32, runs: i32, skipA: usize, skipB: usize,
): void {
  let s00 = v128.load(d, 0), s01 = v128.load(d, 16);
  let s10 = v128.load(d, 32), s11 = v128.load(d, 48);
  do {
    for (let left = pairs; left > 0; left--) {
      let b0 = v128.load(b), b1 = v128.load(b, 16), x: v128;
      x = v128.load32_splat(a); s00 = madd(x, b0, s00); s01 = madd(x, b1, s01);
      x = v128.load32_splat(a, 4); s10 = madd(x, b0, s10); s11 = madd(x, b1, s11);
      a += row; b += column;
      b0 = v128.load(b); b1 = v128.load(b, 16);
      x = v128.load32_splat(a); s00 = madd(x, b0, s00); s01 = madd(x, b1, s01);
      x = v128.load32_splat(a, 4); s10 = madd(x, b0, s10); s11 = madd(x, b1, s11);
      a += row; b += column;
    }
    a += skipA; b += skipB;
  } while (--runs);
  v128.store(d, s00, 0); v128.store(d, s01, 16);
  v128.store(d, s10, 32); v128.store(d, s11, 48);
}

/**
 * d[k][8] += Σ_t a[t][k] · b[t][8] for k < `depth` (even). t runs over `runs` pieces of 2·`pairs`, `row` bytes apart in a and `column`
 * in b; `skipA` and `skipB` bytes lie between the pieces.
 */
@inline
export function accumulate(
  a: usize, b: usize, d: usize, depth: i32, row: usize, column: usize, pairs: i32, runs: i32, skipA: usize, skipB: usize,
): void {
  let left = depth;
  for (; left >= 6; left -= 6, a += 24, d += 192) accumulate6(a, b, d, row, column, pairs, runs, skipA, skipB);
  if (left == 4) accumulate4(a, b, d, row, column, pairs, runs, skipA, skipB);
  else if (left == 2) accumulate2(a, b, d, row, column, pairs, runs, skipA, skipB);
}
