// Statistics are sums over a fixed number of chunks of rows, so that their bits do not depend on the number of threads: in float32
// within a chunk, in float64 across. They are taken of x minus the first pixel, which keeps a mean far from 0 out of the squares.
import { spread, tailBytes } from "../../devices/wasm/channels.as";
import { madd } from "../../devices/wasm/lanes.as";
import { address, first, last, real, scratch, thread, word, workspace } from "../../devices/wasm/team.as";
import { chunkStart, combined } from "./chunks.as";

/**
 * Σ(x − shift) and Σ(x − shift)² of each column of each chunk, to the workspace [chunk][2][period]. Arguments: x, elements, channels,
 * period, chunks.
 */
export function batchStatistics(a: usize): void {
  const x = address(a, 0);
  const elements = <u32>word(a, 1);
  const period = word(a, 3);
  const chunks = word(a, 4);
  const row = <usize>period << 2;
  const rows = elements / <u32>period;
  spread(x, scratch, word(a, 2), period);
  for (let chunk = first(chunks), end = last(chunks); chunk < end; chunk++) {
    const from = chunkStart(rows, chunk, chunks);
    const count = chunkStart(rows, chunk + 1, chunks) - from;
    const sums = workspace + <usize>chunk * 2 * row;
    for (let k: usize = 0; k < row; k += 64) {
      const m0 = v128.load(scratch + k), m1 = v128.load(scratch + k, 16);
      const m2 = v128.load(scratch + k, 32), m3 = v128.load(scratch + k, 48);
      let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0, q0 = s0, q1 = s0, q2 = s0, q3 = s0;
      let at = x + <usize>from * row + k;
      for (let left = count; left > 0; left--, at += row) {
        const d0 = f32x4.sub(v128.load(at), m0), d1 = f32x4.sub(v128.load(at, 16), m1);
        const d2 = f32x4.sub(v128.load(at, 32), m2), d3 = f32x4.sub(v128.load(at, 48), m3);
        s0 = f32x4.add(s0, d0); s1 = f32x4.add(s1, d1); s2 = f32x4.add(s2, d2); s3 = f32x4.add(s3, d3);
        q0 = madd(d0, d0, q0); q1 = madd(d1, d1, q1); q2 = madd(d2, d2, q2); q3 = madd(d3, d3, q3);
      }
      const to = sums + k;
      v128.store(to, s0); v128.store(to, s1, 16); v128.store(to, s2, 32); v128.store(to, s3, 48);
      v128.store(to + row, q0); v128.store(to + row, q1, 16); v128.store(to + row, q2, 32); v128.store(to + row, q3, 48);
    }
    if (chunk == chunks - 1) {
      let at = x + <usize>rows * row;
      for (let left = elements % <u32>period, to = sums, m = scratch; left > 0; left--, at += 4, to += 4, m += 4) {
        const d = load<f32>(at) - load<f32>(m);
        store<f32>(to, load<f32>(to) + d);
        store<f32>(to + row, load<f32>(to + row) + d * d);
      }
    }
  }
}

/**
 * y = (x − m) · k + b for this thread's share of the rows: m, k and b are spread in scratch, one after the other. The addend, where there is
 * one (not 0), is added to y; what is less than the floor becomes the floor.
 */
function scaleRows(x: usize, y: usize, elements: u32, period: i32, addend: usize, floor: f32): void {
  const row = <usize>period << 2;
  const rows = elements / <u32>period;
  const from = <usize>first(rows), end = <usize>last(rows);
  // Blocks of rows that stay in the first cache while the columns pass.
  const block = max<usize>(1, 8192 / row);
  const least = f32x4.splat(floor);
  const tail = tailBytes(elements, period);
  const at = <usize>rows * row;
  if (addend) {
    for (let r = from; r < end; r += block) {
      scaleBlock(x + r * row, y + r * row, min(block, end - r), row, row, true, addend + r * row, least);
    }
    if (thread == 0 && tail) scaleBlock(x + at, y + at, 1, row, tail, true, addend + at, least);
  } else {
    for (let r = from; r < end; r += block) scaleBlock(x + r * row, y + r * row, min(block, end - r), row, row, false, 0, least);
    if (thread == 0 && tail) scaleBlock(x + at, y + at, 1, row, tail, false, 0, least);
  }
}

@inline
function scaleBlock(
  x: usize, y: usize, rows: usize, row: usize, width: usize, adds: bool, addend: usize, floor: v128,
): void {
  for (let k: usize = 0; k < width; k += 32) {
    const m = scratch + k, s = m + row, b = s + row;
    const m0 = v128.load(m), m1 = v128.load(m, 16), s0 = v128.load(s), s1 = v128.load(s, 16);
    const b0 = v128.load(b), b1 = v128.load(b, 16);
    let from = x + k, to = y + k, extra = addend + k;
    for (let left = rows; left > 0; left--, from += row, to += row) {
      let y0 = madd(f32x4.sub(v128.load(from), m0), s0, b0), y1 = madd(f32x4.sub(v128.load(from, 16), m1), s1, b1);
      if (adds) {
        y0 = f32x4.add(y0, v128.load(extra)); y1 = f32x4.add(y1, v128.load(extra, 16));
        extra += row;
      }
      v128.store(to, f32x4.pmax(y0, floor)); v128.store(to, f32x4.pmax(y1, floor), 16);
    }
  }
}

/**
 * y, mean and biased variance, from the sums of `batchStatistics`. Arguments: x, gamma, beta, y, mean, variance, elements, channels,
 * period, chunks, epsilon, addend, floor.
 */
export function batchNorm(a: usize): void {
  const x = address(a, 0);
  const elements = <u32>word(a, 6);
  const channels = word(a, 7), period = word(a, 8), chunks = word(a, 9);
  const row = <usize>period << 2;
  const count = <f64>(elements / <u32>channels);
  const means = scratch, scales = means + row, biases = scales + row;
  for (let c = 0; c < channels; c++) {
    const at = <usize>c << 2;
    const shifted = combined(c, 0, channels, period, chunks) / count;
    const mean = <f32>(<f64>load<f32>(x + at) + shifted);
    // Not a comparison: NaN must come through.
    const variance = <f32>max<f64>(0, combined(c, 1, channels, period, chunks) / count - shifted * shifted);
    store<f32>(means + at, mean);
    store<f32>(scales + at, <f32>(<f64>load<f32>(address(a, 1) + at) / Math.sqrt(<f64>variance + <f64>real(a, 10))));
    if (thread == 0) {
      store<f32>(address(a, 4) + at, mean);
      store<f32>(address(a, 5) + at, variance);
    }
  }
  spread(means, means, channels, period);
  spread(scales, scales, channels, period);
  spread(address(a, 2), biases, channels, period);
  scaleRows(x, address(a, 3), elements, period, address(a, 11), real(a, 12));
}

/** y by given statistics. Arguments: x, gamma, beta, mean, variance, y, elements, channels, period, epsilon, addend, floor. */
export function normalize(a: usize): void {
  const channels = word(a, 7), period = word(a, 8);
  const row = <usize>period << 2;
  const scales = scratch + row;
  for (let c = 0; c < channels; c++) {
    const at = <usize>c << 2;
    const deviation = Math.sqrt(<f64>load<f32>(address(a, 4) + at) + <f64>real(a, 9));
    store<f32>(scales + at, <f32>(<f64>load<f32>(address(a, 1) + at) / deviation));
  }
  spread(address(a, 3), scratch, channels, period);
  spread(scales, scales, channels, period);
  spread(address(a, 2), scales + row, channels, period);
  scaleRows(address(a, 0), address(a, 5), <u32>word(a, 6), period, address(a, 10), real(a, 11));
}

/**
 * A normalisation by given statistics as factors and biases of channels: y = factor · x + bias. Arguments: gamma, beta, mean, variance,
 * factors, biases, channels, epsilon. Units are channels.
 */
export function foldNormalisation(a: usize): void {
  const channels = word(a, 6);
  for (let c = first(channels), end = last(channels); c < end; c++) {
    const at = <usize>c << 2;
    const deviation = Math.sqrt(<f64>load<f32>(address(a, 3) + at) + <f64>real(a, 7));
    const factor = <f64>load<f32>(address(a, 0) + at) / deviation;
    store<f32>(address(a, 4) + at, <f32>factor);
    store<f32>(address(a, 5) + at, <f32>(<f64>load<f32>(address(a, 1) + at) - factor * <f64>load<f32>(address(a, 2) + at)));
  }
}
