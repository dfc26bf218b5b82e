// Winograd convolution F(4x4, 3x3) and its filter gradient F(3x3, 4x4) (Lavin & Gray 2016) at the points 0, ±3/4, ±3/2, ∞,
// which are exact in float32 and err half as much as the usual 0, ±1, ±2.
import { clearFloats, madd, nmadd } from "../../devices/wasm/lanes.as";
import { address, first, last, real, scratch, word, workspace } from "../../devices/wasm/team.as";
import { finish, firstPanel } from "./ending.as";
import { accumulate, gemm } from "./gemm.as";

// p = 3/4, q = 3/2
const P: f32 = 0.5625; // p²
const Q: f32 = 2.25; // q²

@inline
function splat(x: f32): v128 {
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

/** Aᵀ·m of six vectors: the first `count` of the 4 outputs, stored `step` bytes apart. */
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

/**
 * Transforms m[point][tile][channel] back into pixels of y [N,H,W,C], for the `channels` channels that `m` has; `y` is the address of the
 * first of them, `pixel` the bytes of all. `tile` is scratch of 28 vectors.
 */
@inline
function outputTiles(
  m: usize, point: usize, y: usize, height: i32, width: i32, channels: i32, pixel: usize, tileRows: i32, tileColumns: i32,
  first: i32, rows: i32, tile: usize, bias: usize, adds: bool, distance: usize, floor: f32,
): void {
  const finishes = bias != 0 || adds || floor == 0;
  const least = f32x4.splat(floor);
  const finished = tile + 24 * 16;
  const step: usize = channels << 2;
  const line: usize = pixel * width;
  let image = first / tileRows;
  let tileRow = first - image * tileRows;
  for (let r = 0; r < rows; r++) {
    const tall = min(4, height - 4 * tileRow);
    for (let t = 0; t < tileColumns; t++) {
      const wide = min(4, width - 4 * t);
      const from = m + <usize>(r * tileColumns + t) * step;
      const to = y + (<usize>image * height + 4 * tileRow) * line + 4 * t * pixel;
      for (let c: usize = 0; c < step; c += 16) {
        for (let j: usize = 0; j < 6; j++) transformOutput(from + c + j * point, 6 * point, tile + (j << 4), 96, 4);
        if (finishes) {
          const b = bias ? v128.load(bias + c) : f32x4.splat(0);
          for (let i: usize = 0; i < <usize>tall; i++) {
            transformOutput(tile + i * 96, 16, finished, 16, 4);
            let at = to + i * line + c;
            for (let j: usize = 0; j < <usize>wide; j++, at += pixel) {
              finish(v128.load(finished + (j << 4)), at, 4, b, adds, distance, least);
            }
          }
        } else if (wide == 4) {
          for (let i: usize = 0; i < <usize>tall; i++) transformOutput(tile + i * 96, 16, to + i * line + c, pixel, 4);
        } else {
          for (let i: usize = 0; i < <usize>tall; i++) transformOutput(tile + i * 96, 16, to + i * line + c, pixel, wide);
        }
      }
    }
    if (++tileRow == tileRows) { tileRow = 0; image++; }
  }
}

/**
 * y = x * w for a 3x3 filter at stride 1. Arguments: x, y, images, height, width, inputs, output height, output width, outputs, top, left,
 * tile rows of a block, bytes from point to point of the tiles and of the products, places in scratch of a row of zeros, of the columns, of
 * the tiles and of the products, filters by `transformFilters`, groups of outputs, then the ending: bias and addend (0: none), floor (0, or
 * less than all). Units are rows of tiles of each group.
 */
export function winogradConvolve(a: usize): void {
  const height = word(a, 3), width = word(a, 4), inputs = word(a, 5), outHeight = word(a, 6), outWidth = word(a, 7), outputs = word(a, 8);
  const top = word(a, 9), left = word(a, 10), blockRows = word(a, 11);
  const pointV = address(a, 12), pointM = address(a, 13);
  const zero = scratch + address(a, 14), column = scratch + address(a, 15), v = scratch + address(a, 16), m = scratch + address(a, 17);
  const filters = address(a, 18), groups = word(a, 19), bias = address(a, 20), addend = address(a, 21);
  const y = address(a, 1);
  const tileRows = (outHeight + 3) >> 2;
  const tileColumns = (outWidth + 3) >> 2;
  const filter = <usize>inputs * outputs << 2;
  const total = word(a, 2) * tileRows;
  memory.fill(zero, 0, <usize>width * inputs << 2);
  for (let unit = first(total * groups), end = last(total * groups), rows = 0; unit < end; unit += rows) {
    const group = unit / total;
    const row = unit - group * total;
    rows = min(min(blockRows, end - unit), total - row);
    const from = firstPanel(outputs, group, groups) << 3;
    const channels = (firstPanel(outputs, group + 1, groups) << 3) - from;
    inputTiles(address(a, 0), v, pointV, height, width, inputs, tileRows, tileColumns, top, left, row, rows, column, zero);
    for (let point: usize = 0; point < 36; point++) {
      const panels = filters + point * filter + (<usize>from * inputs << 2);
      gemm(v + point * pointV, panels, m + point * pointM, rows * tileColumns, inputs, channels);
    }
    outputTiles(
      m, pointM, y + (<usize>from << 2), outHeight, outWidth, channels, <usize>outputs << 2, tileRows, tileColumns, row, rows, column,
      bias ? bias + (<usize>from << 2) : 0, addend != 0, addend - y, real(a, 22),
    );
  }
}

// G, row by row: scale · (1, α, α²) for α = 0, ±p, ±q, and (0, 0, 1).
const S0: f32 = 1.0 / (P * Q);
const S1: f32 = 1.0 / (2.0 * P * (P - Q));
const S2: f32 = 1.0 / (2.0 * Q * (Q - P));

/** G·(a, b, c): six values, `step` bytes apart. */
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
 * w → [36][outputs / 8][inputs][8]. Arguments: address of the first tap, inputs, outputs, bytes from one tap, input and output to the next
 * (see `packFilters`), place in scratch of 18 vectors, address of the result, factors of the outputs (0: none). Units are vectors of outputs
 * of an input.
 */
export function transformFilters(a: usize): void {
  const w = address(a, 0), inputs = word(a, 1), outputs = word(a, 2);
  const tapStep = address(a, 3), inputStep = address(a, 4), outputStep = address(a, 5);
  const taps = scratch + address(a, 6);
  const result = address(a, 7), factors = address(a, 8);
  const point = <usize>inputs * outputs << 2;
  const units = (outputs >> 2) * inputs;
  for (let unit = first(units), end = last(units); unit < end; unit++) {
    const i = unit % inputs, o = unit / inputs << 2;
    const from = w + <usize>i * inputStep + <usize>o * outputStep;
    const to = result + (<usize>(((o >> 3) * inputs + i) * 8 + (o & 7)) << 2);
    const factor = factors ? v128.load(factors + (<usize>o << 2)) : f32x4.splat(1);
    for (let k: usize = 0; k < 3; k++) {
      const at = from + k * tapStep;
      const w0 = f32x4.mul(factor, tap(at, outputStep)), w1 = f32x4.mul(factor, tap(at + 3 * tapStep, outputStep));
      transformFilter(w0, w1, f32x4.mul(factor, tap(at + 6 * tapStep, outputStep)), taps + (k << 4), 48);
    }
    for (let r: usize = 0; r < 6; r++) {
      const row = taps + r * 48;
      transformFilter(v128.load(row), v128.load(row, 16), v128.load(row, 32), to + r * 6 * point, point);
    }
  }
}

/** One tap for four outputs, `step` bytes apart. */
@inline
function tap(at: usize, step: usize): v128 {
  if (step == 4) return v128.load(at);
  let x = v128.load32_splat(at);
  x = f32x4.replace_lane(x, 1, load<f32>(at + step));
  x = f32x4.replace_lane(x, 2, load<f32>(at + 2 * step));
  return f32x4.replace_lane(x, 3, load<f32>(at + 3 * step));
}

/** A·y of four vectors of a tile's gradient: 6 values, `step` bytes apart. */
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

/** Gᵀ·m of six vectors: the 3 taps of a filter's gradient, stored `out` bytes apart. */
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

/**
 * Products of the tiles of x and dy, summed over a fixed number of chunks of tile rows, to the workspace [chunk][36][outputs / 8][inputs][8].
 * Arguments: x, dy, images, height, width, inputs, output height, output width, outputs, top, left, tile rows of a block, bytes from point to
 * point of the tiles of x and of dy, chunks, places in scratch of a row of zeros, of the columns, and of both tiles. Units are chunks.
 */
export function winogradAccumulate(a: usize): void {
  const height = word(a, 3), width = word(a, 4), inputs = word(a, 5), outHeight = word(a, 6), outWidth = word(a, 7), outputs = word(a, 8);
  const top = word(a, 9), left = word(a, 10), blockRows = word(a, 11);
  const pointV = address(a, 12), pointY = address(a, 13);
  const chunks = word(a, 14);
  const zero = scratch + address(a, 15), column = scratch + address(a, 16), v = scratch + address(a, 17), y = scratch + address(a, 18);
  const tileRows = (outHeight + 3) >> 2;
  const tileColumns = (outWidth + 3) >> 2;
  const row = <usize>inputs << 2, out = <usize>outputs << 2;
  const filter = row * outputs;
  const total = word(a, 2) * tileRows;
  memory.fill(zero, 0, max(<usize>width * row, <usize>outWidth * out));
  for (let chunk = first(chunks), end = last(chunks); chunk < end; chunk++) {
    const sums = workspace + <usize>chunk * 36 * filter;
    memory.fill(sums, 0, 36 * filter);
    const to = <i32>((<i64>total * (chunk + 1)) / chunks);
    for (let at = <i32>((<i64>total * chunk) / chunks); at < to; at += blockRows) {
      const rows = min(blockRows, to - at);
      const tiles = rows * tileColumns;
      inputTiles(address(a, 0), v, pointV, height, width, inputs, tileRows, tileColumns, top, left, at, rows, column, zero);
      gradientTiles(address(a, 1), y, pointY, outHeight, outWidth, outputs, tileRows, tileColumns, at, rows, column, zero);
      for (let point: usize = 0; point < 36; point++) {
        const tilesX = v + point * pointV, tilesY = y + point * pointY;
        if (tiles & 1) {
          clearFloats(tilesX + <usize>tiles * row, inputs);
          clearFloats(tilesY + <usize>tiles * out, outputs);
        }
        let d = sums + point * filter;
        for (let o: usize = 0; o < out; o += 32, d += row << 3) {
          accumulate(tilesX, tilesY + o, d, inputs, row, out, (tiles + 1) >> 1, 1, 0, 0);
        }
      }
    }
  }
}

/** dw [3,3,I,O] from the chunks' sums. Arguments: dw, inputs, outputs, chunks, place in scratch of 54 vectors. Units as `transformFilters`. */
export function winogradReduce(a: usize): void {
  const inputs = word(a, 1), outputs = word(a, 2), chunks = word(a, 3);
  const values = scratch + address(a, 4), rows = values + 36 * 16;
  const point = <usize>inputs * outputs << 2;
  const units = (outputs >> 2) * inputs;
  for (let unit = first(units), end = last(units); unit < end; unit++) {
    const i = unit % inputs, o = unit / inputs << 2;
    const at = workspace + (<usize>(((o >> 3) * inputs + i) * 8 + (o & 7)) << 2);
    for (let p: usize = 0; p < 36; p++) {
      let from = at + p * point;
      let total = v128.load(from);
      for (let left = chunks; left > 1; left--) {
        from += 36 * point;
        total = f32x4.add(total, v128.load(from));
      }
      v128.store(values + (p << 4), total);
    }
    const to = address(a, 0) + (<usize>(i * outputs + o) << 2);
    for (let k: usize = 0; k < 6; k++) transformBack(values + (k << 4), 96, rows + (k << 4), 96);
    for (let k: usize = 0; k < 3; k++) transformBack(rows + k * 96, 16, to + k * 3 * point, point);
  }
}
