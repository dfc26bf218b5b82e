// Winograd convolution F(4x4, 3x3) and its filter gradient F(3x3, 4x4) (Lavin & Gray 2016) at the points 0, ±3/4, ±3/2, ∞,
// which are exact in float32 and err half as much as the usual 0, ±1, ±2.
import { madd, nmadd } from "../../devices/wasm/lanes.as";
import { accumulate, gemm } from "./gemm.as";

// p = 3/4, q = 3/2
const P: f32 = 0.5625; // p²
const Q: f32 = 2.25; // q²

// @ts-ignore: decorator
@inline
function splat(x: f32): v128 {
  return f32x4.splat(x);
}

/** One column of Bᵀ·d: loads 6 vectors d0..d5, stores 6 at `to`, `step` bytes apart. */
// @ts-ignore: decorator
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
// @ts-ignore: decorator
@inline
function inputTiles(
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
    const r0 = <u32>start < <u32>height ? origin + start * line : zero;
    const r1 = <u32>(start + 1) < <u32>height ? origin + (start + 1) * line : zero;
    const r2 = <u32>(start + 2) < <u32>height ? origin + (start + 2) * line : zero;
    const r3 = <u32>(start + 3) < <u32>height ? origin + (start + 3) * line : zero;
    const r4 = <u32>(start + 4) < <u32>height ? origin + (start + 4) * line : zero;
    const r5 = <u32>(start + 5) < <u32>height ? origin + (start + 5) * line : zero;
    for (let c: usize = 0; c < pixel; c += 16) {
      let to = column;
      let at = c - left * pixel;
      for (let i = -left; i < columns - left; i++, at += pixel, to += 96) {
        if (<u32>i < <u32>width) {
          transformInput(
            v128.load(r0 + at), v128.load(r1 + at), v128.load(r2 + at),
            v128.load(r3 + at), v128.load(r4 + at), v128.load(r5 + at), to, 16,
          );
        } else memory.fill(to, 0, 96);
      }
      let from = column;
      let out = v + (r * tileColumns) * pixel + c;
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

/** Aᵀ·m of six vectors: the 4 outputs, stored `step` bytes apart. */
// @ts-ignore: decorator
@inline
function transformOutput(from: usize, point: usize, to: usize, step: usize, count: i32): void {
  const m0 = v128.load(from), m1 = v128.load(from + point), m2 = v128.load(from + 2 * point);
  const m3 = v128.load(from + 3 * point), m4 = v128.load(from + 4 * point), m5 = v128.load(from + 5 * point);
  const s1 = f32x4.add(m1, m2), d1 = f32x4.sub(m1, m2), s2 = f32x4.add(m3, m4), d2 = f32x4.sub(m3, m4);
  v128.store(to, f32x4.add(f32x4.add(m0, s1), s2));
  if (count > 1) v128.store(to + step, madd(splat(1.5), d2, f32x4.mul(splat(0.75), d1)));
  if (count > 2) v128.store(to + 2 * step, madd(splat(Q), s2, f32x4.mul(splat(P), s1)));
  if (count > 3) v128.store(to + 3 * step, madd(splat(1.5 * Q), d2, madd(splat(0.75 * P), d1, m5)));
}

/** Transforms m[point][tile][channel] back into the pixels of y [N,H,W,C]. `tile` is scratch of 24 vectors. */
// @ts-ignore: decorator
@inline
function outputTiles(
  m: usize, point: usize, y: usize, height: i32, width: i32, channels: i32, tileRows: i32, tileColumns: i32,
  first: i32, rows: i32, tile: usize,
): void {
  const pixel: usize = channels << 2;
  const line: usize = pixel * width;
  let image = first / tileRows;
  let tileRow = first - image * tileRows;
  for (let r = 0; r < rows; r++) {
    const tall = min(4, height - 4 * tileRow);
    for (let t = 0; t < tileColumns; t++) {
      const wide = min(4, width - 4 * t);
      const from = m + (r * tileColumns + t) * pixel;
      const to = y + (<usize>image * height + 4 * tileRow) * line + 4 * t * pixel;
      for (let c: usize = 0; c < pixel; c += 16) {
        for (let j: usize = 0; j < 6; j++) transformOutput(from + c + j * point, 6 * point, tile + (j << 4), 96, 4);
        if (wide == 4) {
          for (let i = 0; i < tall; i++) transformOutput(tile + i * 96, 16, to + i * line + c, pixel, 4);
        } else {
          for (let i = 0; i < tall; i++) transformOutput(tile + i * 96, 16, to + i * line + c, pixel, wide);
        }
      }
    }
    if (++tileRow == tileRows) { tileRow = 0; image++; }
  }
}

/** Points of a block's scratch, a little more than the block so that points do not meet in the same cache set. */
// @ts-ignore: decorator
@inline
function pointBytes(tiles: i32, channels: i32): usize {
  return (<usize>tiles * channels + 16) << 2;
}

/** Bytes of scratch that a thread needs for blocks of `tiles` tiles. */
export function forwardScratch(width: i32, inputs: i32, outputs: i32, tiles: i32): usize {
  const columns = width + 6;
  return ((width + 2) * inputs << 2) + columns * 96 + 24 * 16 + 36 * (pointBytes(tiles, inputs) + pointBytes(tiles, outputs)) + 256;
}

/**
 * y = x * w for a 3x3 filter at stride 1: x [N,H,W,I] padded by `top` and `left`, u [36][O/8][I][8] from
 * `transformFilters`, y [N,Ho,Wo,O]. Works on tile rows [from, to) of N·⌈Ho/4⌉, `blockRows` at a time.
 */
export function forward(
  x: usize, u: usize, y: usize, height: i32, width: i32, inputs: i32, outHeight: i32, outWidth: i32, outputs: i32,
  top: i32, left: i32, from: i32, to: i32, blockRows: i32, scratch: usize,
): void {
  const tileRows = (outHeight + 3) >> 2;
  const tileColumns = (outWidth + 3) >> 2;
  const tiles = (blockRows * tileColumns + 5) / 6 * 6;
  const pointV = pointBytes(tiles, inputs);
  const pointM = pointBytes(tiles, outputs);
  const zero = scratch;
  const column = (zero + (width * inputs << 2) + 15) & ~15;
  const v = (column + (4 * tileColumns + 2) * 96 + 63) & ~63;
  const m = v + 36 * pointV + 128;
  const filter: usize = inputs * outputs << 2;
  memory.fill(zero, 0, width * inputs << 2);
  for (let row = from; row < to; row += blockRows) {
    const rows = min(blockRows, to - row);
    inputTiles(x, v, pointV, height, width, inputs, tileRows, tileColumns, top, left, row, rows, column, zero);
    for (let point: usize = 0; point < 36; point++) {
      gemm(v + point * pointV, u + point * filter, m + point * pointM, rows * tileColumns, inputs, outputs);
    }
    outputTiles(m, pointM, y, outHeight, outWidth, outputs, tileRows, tileColumns, row, rows, column);
  }
}

// G, row by row: scale · (1, α, α²) for α = 0, ±p, ±q, and (0, 0, 1).
const S0: f32 = 1.0 / (P * Q);
const S1: f32 = 1.0 / (2.0 * P * (P - Q));
const S2: f32 = 1.0 / (2.0 * Q * (Q - P));

/** G·(a, b, c): six values, `step` bytes apart. */
// @ts-ignore: decorator
@inline
function transformFilter(a: v128, b: v128, c: v128, to: usize, step: usize): void {
  v128.store(to, f32x4.mul(splat(S0), a));
  const e1 = f32x4.mul(splat(S1), madd(splat(P), c, a)), o1 = f32x4.mul(splat(S1 * 0.75), b);
  v128.store(to + step, f32x4.add(e1, o1));
  v128.store(to + 2 * step, f32x4.sub(e1, o1));
  const e2 = f32x4.mul(splat(S2), madd(splat(Q), c, a)), o2 = f32x4.mul(splat(S2 * 1.5), b);
  v128.store(to + 3 * step, f32x4.add(e2, o2));
  v128.store(to + 4 * step, f32x4.sub(e2, o2));
  v128.store(to + 5 * step, c);
}

/**
 * w [3,3,I,O] → u [36][O/8][I][8] for output channels [from, to), multiples of 4. With `flip` the filter of the input
 * gradient: turned by 180 degrees, w read as [3,3,O,I].
 */
export function transformFilters(w: usize, u: usize, inputs: i32, outputs: i32, flip: i32, from: i32, to: i32, scratch: usize): void {
  const point: usize = inputs * outputs << 2;
  for (let o = from; o < to; o += 4) {
    for (let i = 0; i < inputs; i++) {
      const out = u + (((o >> 3) * inputs + i) * 8 + (o & 7) << 2);
      for (let k = 0; k < 3; k++) {
        const a = tap(w, k, inputs, outputs, i, o, flip);
        const b = tap(w, 3 + k, inputs, outputs, i, o, flip);
        const c = tap(w, 6 + k, inputs, outputs, i, o, flip);
        transformFilter(a, b, c, scratch + (k << 4), 48);
      }
      for (let r: usize = 0; r < 6; r++) {
        const row = scratch + r * 48;
        transformFilter(v128.load(row), v128.load(row, 16), v128.load(row, 32), out + r * 6 * point, point);
      }
    }
  }
}

// @ts-ignore: decorator
@inline
function tap(w: usize, k: i32, inputs: i32, outputs: i32, i: i32, o: i32, flip: i32): v128 {
  if (!flip) return v128.load(w + ((k * inputs + i) * outputs + o << 2));
  const at = w + (((8 - k) * outputs + o) * inputs + i << 2);
  const step: usize = inputs << 2;
  let y = f32x4.splat(load<f32>(at));
  y = f32x4.replace_lane(y, 1, load<f32>(at + step));
  y = f32x4.replace_lane(y, 2, load<f32>(at + 2 * step));
  return f32x4.replace_lane(y, 3, load<f32>(at + 3 * step));
}

/** A·y of four vectors of a tile's gradient: 6 values, `step` bytes apart. */
// @ts-ignore: decorator
@inline
function transformGradient(y0: v128, y1: v128, y2: v128, y3: v128, to: usize, step: usize): void {
  const e = madd(splat(P), y2, y0), o = madd(splat(P), y3, y1);
  const e2 = madd(splat(Q), y2, y0), o2 = madd(splat(Q), y3, y1);
  v128.store(to, y0);
  to += step;
  v128.store(to, madd(splat(0.75), o, e));
  to += step;
  v128.store(to, nmadd(splat(0.75), o, e));
  to += step;
  v128.store(to, madd(splat(1.5), o2, e2));
  to += step;
  v128.store(to, nmadd(splat(1.5), o2, e2));
  to += step;
  v128.store(to, y3);
}

/** Transforms the tiles of dy [N,H,W,C] into y[point][tile][channel]; `tile` is scratch of 24 vectors, `zero` a row of zeros. */
// @ts-ignore: decorator
@inline
function gradientTiles(
  dy: usize, y: usize, point: usize, height: i32, width: i32, channels: i32, tileRows: i32, tileColumns: i32,
  first: i32, rows: i32, tile: usize, zero: usize,
): void {
  const pixel: usize = channels << 2;
  const line: usize = pixel * width;
  let image = first / tileRows;
  let tileRow = first - image * tileRows;
  for (let r = 0; r < rows; r++) {
    const origin = dy + (<usize>image * height + 4 * tileRow) * line;
    const tall = height - 4 * tileRow;
    const r1 = tall > 1 ? origin + line : zero;
    const r2 = tall > 2 ? origin + 2 * line : zero;
    const r3 = tall > 3 ? origin + 3 * line : zero;
    for (let t = 0; t < tileColumns; t++) {
      const wide = min(4, width - 4 * t);
      const out = y + <usize>(r * tileColumns + t) * pixel;
      if (wide < 4) memory.fill(tile, 0, 384);
      for (let c: usize = 0; c < pixel; c += 16) {
        let at = c + <usize>(4 * t) * pixel;
        for (let j = 0; j < wide; j++, at += pixel) {
          transformGradient(v128.load(origin + at), v128.load(r1 + at), v128.load(r2 + at), v128.load(r3 + at), tile + (j << 4), 64);
        }
        let to = out + c;
        for (let i: usize = 0; i < 384; i += 64, to += 6 * point) {
          transformGradient(v128.load(tile + i), v128.load(tile + i, 16), v128.load(tile + i, 32), v128.load(tile + i, 48), to, point);
        }
      }
    }
    if (++tileRow == tileRows) { tileRow = 0; image++; }
  }
}

/** Sᵀ-weighed Aᵀ-like step of the filter gradient: six values to three. */
// @ts-ignore: decorator
@inline
function transformBack(from: usize, step: usize, to: usize, out: usize): void {
  const m0 = v128.load(from), m1 = v128.load(from + step), m2 = v128.load(from + 2 * step);
  const m3 = v128.load(from + 3 * step), m4 = v128.load(from + 4 * step), m5 = v128.load(from + 5 * step);
  const a1 = f32x4.mul(splat(S1), f32x4.add(m1, m2)), b1 = f32x4.mul(splat(S1 * 0.75), f32x4.sub(m1, m2));
  const a2 = f32x4.mul(splat(S2), f32x4.add(m3, m4)), b2 = f32x4.mul(splat(S2 * 1.5), f32x4.sub(m3, m4));
  v128.store(to, madd(splat(S0), m0, f32x4.add(a1, a2)));
  v128.store(to + out, f32x4.add(b1, b2));
  v128.store(to + 2 * out, madd(splat(P), a1, madd(splat(Q), a2, m5)));
}

/** Adds to `sums` [36][O/8][I][8] the products of the tile rows [from, to); `clear` starts from zero. */
export function filterGradient(
  x: usize, dy: usize, sums: usize, height: i32, width: i32, inputs: i32, outHeight: i32, outWidth: i32, outputs: i32,
  top: i32, left: i32, from: i32, to: i32, blockRows: i32, scratch: usize,
): void {
  const tileRows = (outHeight + 3) >> 2;
  const tileColumns = (outWidth + 3) >> 2;
  const tiles = blockRows * tileColumns + 1;
  const pointV = pointBytes(tiles, inputs);
  const pointY = pointBytes(tiles, outputs);
  const zero = scratch;
  const widest: usize = max(width * inputs, outWidth * outputs) << 2;
  const column = (zero + widest + 15) & ~15;
  const v = (column + (4 * tileColumns + 2) * 96 + 63) & ~63;
  const y = v + 36 * pointV + 128;
  const filter: usize = inputs * outputs << 2;
  memory.fill(zero, 0, widest);
  memory.fill(sums, 0, 36 * filter);
  for (let row = from; row < to; row += blockRows) {
    const rows = min(blockRows, to - row);
    let count = rows * tileColumns;
    inputTiles(x, v, pointV, height, width, inputs, tileRows, tileColumns, top, left, row, rows, column, zero);
    gradientTiles(dy, y, pointY, outHeight, outWidth, outputs, tileRows, tileColumns, row, rows, column, zero);
    const odd = count & 1;
    for (let point: usize = 0; point < 36; point++) {
      const a = v + point * pointV;
      const b = y + point * pointY;
      if (odd) { memory.fill(a + (count * inputs << 2), 0, inputs << 2); memory.fill(b + (count * outputs << 2), 0, outputs << 2); }
      accumulate(a, b, sums + point * filter, count + odd, inputs, outputs);
    }
  }
}

/** sums [36][O/8][I][8] → dw [3,3,I,O] for output channels [from, to), multiples of 4. */
export function filterGradientBack(sums: usize, dw: usize, inputs: i32, outputs: i32, from: i32, to: i32, scratch: usize): void {
  const point: usize = inputs * outputs << 2;
  for (let o = from; o < to; o += 4) {
    for (let i = 0; i < inputs; i++) {
      const at = sums + <usize>(((o >> 3) * inputs + i) * 8 + (o & 7) << 2);
      for (let j: usize = 0; j < 6; j++) transformBack(at + j * point, 6 * point, scratch + (j << 4), 96);
      for (let k: usize = 0; k < 3; k++) transformBack(scratch + k * 96, 16, dw + k * 3 * point + <usize>(i * outputs + o << 2), point);
    }
  }
}
