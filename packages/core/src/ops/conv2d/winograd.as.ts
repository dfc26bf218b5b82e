// Winograd's convolution F(4x4, 3x3).
import { madd } from "../../devices/wasm/lanes.as";
import { address, first, last, real, scratch, word } from "../../devices/wasm/team.as";
import { finish, firstPanel } from "./ending.as";
import { gemm } from "./gemm.as";
import { inputTiles, P, Q, S0, S1, S2, splat, storePair } from "./winograd-tiles.as";

/** Aᵀ·m of six pairs of vectors: the first `count` of the 4 outputs, stored `step` bytes apart. */
@inline
function transformOutput(from: usize, point: usize, to: usize, step: usize, count: i32): void {
  let at = from + point;
  const m1 = v128.load(at), n1 = v128.load(at, 16);
  at += point;
  const m2 = v128.load(at), n2 = v128.load(at, 16);
  at += point;
  const m3 = v128.load(at), n3 = v128.load(at, 16);
  at += point;
  const m4 = v128.load(at), n4 = v128.load(at, 16);
  at += point;
  const s1 = f32x4.add(m1, m2), t1 = f32x4.add(n1, n2), d1 = f32x4.sub(m1, m2), e1 = f32x4.sub(n1, n2);
  const s2 = f32x4.add(m3, m4), t2 = f32x4.add(n3, n4), d2 = f32x4.sub(m3, m4), e2 = f32x4.sub(n3, n4);
  const m0 = v128.load(from), n0 = v128.load(from, 16), m5 = v128.load(at), n5 = v128.load(at, 16);
  storePair(to, f32x4.add(f32x4.add(m0, s1), s2), f32x4.add(f32x4.add(n0, t1), t2));
  if (count > 1) {
    const p = splat(0.75), q = splat(1.5);
    storePair(to + step, madd(q, d2, f32x4.mul(p, d1)), madd(q, e2, f32x4.mul(p, e1)));
  }
  if (count > 2) {
    storePair(to + 2 * step, madd(splat(Q), s2, f32x4.mul(splat(P), s1)), madd(splat(Q), t2, f32x4.mul(splat(P), t1)));
  }
  if (count > 3) {
    const p = splat(0.75 * P), q = splat(1.5 * Q);
    storePair(to + 3 * step, madd(q, d2, madd(p, d1, m5)), madd(q, e2, madd(p, e1, n5)));
  }
}

/**
 * Transforms m[point][tile][channel] back into pixels of y [N,H,W,C], for the `channels` channels that `m` has; `y` is the address of the
 * first of them, `pixel` the bytes of all. `tile` is scratch of 28 pairs of vectors.
 */
@inline
function outputTiles(
  m: usize, point: usize, y: usize, height: i32, width: i32, channels: i32, pixel: usize, tileRows: i32, tileColumns: i32,
  first: i32, rows: i32, tile: usize, bias: usize, adds: bool, distance: usize, floor: f32,
): void {
  const finishes = bias != 0 || adds || floor == 0;
  const least = f32x4.splat(floor);
  const finished = tile + 24 * 32;
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
      for (let c: usize = 0; c < step; c += 32) {
        for (let j: usize = 0; j < 6; j++) transformOutput(from + c + j * point, 6 * point, tile + (j << 5), 192, 4);
        if (finishes) {
          const b0 = bias ? v128.load(bias + c) : f32x4.splat(0);
          const b1 = bias ? v128.load(bias + c, 16) : f32x4.splat(0);
          for (let i: usize = 0; i < <usize>tall; i++) {
            transformOutput(tile + i * 192, 32, finished, 32, 4);
            let at = to + i * line + c;
            for (let j: usize = 0; j < <usize>wide; j++, at += pixel) {
              const y0 = v128.load(finished + (j << 5)), y1 = v128.load(finished + (j << 5), 16);
              finish(y0, at, 4, b0, adds, distance, least);
              finish(y1, at + 16, 4, b1, adds, distance, least);
            }
          }
        } else if (wide == 4) {
          for (let i: usize = 0; i < <usize>tall; i++) transformOutput(tile + i * 192, 32, to + i * line + c, pixel, 4);
        } else {
          for (let i: usize = 0; i < <usize>tall; i++) transformOutput(tile + i * 192, 32, to + i * line + c, pixel, wide);
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
