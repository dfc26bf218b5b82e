// The gradient of batch norm, its statistics as in simd.as.ts.
import { spread, tailBytes } from "../../devices/wasm/channels.as";
import { madd } from "../../devices/wasm/lanes.as";
import { address, first, last, real, scratch, thread, word, workspace } from "../../devices/wasm/team.as";
import { chunkStart, combined } from "./chunks.as";

/**
 * Σdy and Σdy·(x − mean) of each column of each chunk, to the workspace [chunk][2][period]. Arguments: dy, x, mean, elements, channels,
 * period, chunks, mask. Where there is a mask (not 0), dy counts only where the mask is above 0.
 */
export function gradientStatistics(a: usize): void {
  if (address(a, 7)) columnSums(a, true);
  else columnSums(a, false);
}

@inline
function columnSums(a: usize, masked: bool): void {
  const elements = <u32>word(a, 3);
  const period = word(a, 5);
  const chunks = word(a, 6);
  const zero = f32x4.splat(0);
  const row = <usize>period << 2;
  const rows = elements / <u32>period;
  spread(address(a, 2), scratch, word(a, 4), period);
  for (let chunk = first(chunks), end = last(chunks); chunk < end; chunk++) {
    const from = chunkStart(rows, chunk, chunks);
    const count = chunkStart(rows, chunk + 1, chunks) - from;
    const sums = workspace + <usize>chunk * 2 * row;
    for (let k: usize = 0; k < row; k += 32) {
      const m0 = v128.load(scratch + k), m1 = v128.load(scratch + k, 16);
      let s0 = f32x4.splat(0), s1 = s0, q0 = s0, q1 = s0;
      const at = <usize>from * row + k;
      let dy = address(a, 0) + at, x = address(a, 1) + at, mask = address(a, 7) + at;
      for (let left = count; left > 0; left--, dy += row, x += row) {
        let g0 = v128.load(dy), g1 = v128.load(dy, 16);
        if (masked) {
          g0 = v128.and(g0, f32x4.gt(v128.load(mask), zero)); g1 = v128.and(g1, f32x4.gt(v128.load(mask, 16), zero));
          mask += row;
        }
        s0 = f32x4.add(s0, g0); s1 = f32x4.add(s1, g1);
        q0 = madd(g0, f32x4.sub(v128.load(x), m0), q0); q1 = madd(g1, f32x4.sub(v128.load(x, 16), m1), q1);
      }
      const to = sums + k;
      v128.store(to, s0); v128.store(to, s1, 16);
      v128.store(to + row, q0); v128.store(to + row, q1, 16);
    }
    if (chunk == chunks - 1) {
      const at = <usize>rows * row;
      const tail = <usize>(elements % <u32>period) << 2;
      for (let k: usize = 0; k < tail; k += 4) {
        const g = masked && !(load<f32>(address(a, 7) + at + k) > 0) ? <f32>0 : load<f32>(address(a, 0) + at + k);
        const d = load<f32>(address(a, 1) + at + k) - load<f32>(scratch + k);
        store<f32>(sums + k, load<f32>(sums + k) + g);
        store<f32>(sums + row + k, load<f32>(sums + row + k) + g * d);
      }
    }
  }
}

/**
 * dx = p·dy + q·(x − mean) + r, dgamma and dbeta from the sums of `gradientStatistics`; with fixed statistics q and r are 0. Arguments:
 * dy, x, gamma, mean, variance, dx, dgamma, dbeta, elements, channels, period, chunks, epsilon, whether the statistics are the batch's, mask as in
 * `gradientStatistics`.
 */
export function batchNormGradient(a: usize): void {
  const elements = <u32>word(a, 8);
  const channels = word(a, 9), period = word(a, 10), chunks = word(a, 11);
  const row = <usize>period << 2;
  const count = <f64>(elements / <u32>channels);
  const means = scratch, ps = means + row, qs = ps + row, rs = qs + row;
  for (let c = 0; c < channels; c++) {
    const at = <usize>c << 2;
    const scale = 1 / Math.sqrt(<f64>load<f32>(address(a, 4) + at) + <f64>real(a, 12));
    const dbeta = combined(c, 0, channels, period, chunks);
    const dgamma = combined(c, 1, channels, period, chunks) * scale;
    const p = <f64>load<f32>(address(a, 2) + at) * scale;
    store<f32>(ps + at, <f32>p);
    store<f32>(qs + at, word(a, 13) ? <f32>((-p * scale * dgamma) / count) : 0);
    store<f32>(rs + at, word(a, 13) ? <f32>((-p * dbeta) / count) : 0);
    if (thread == 0) {
      store<f32>(address(a, 6) + at, <f32>dgamma);
      store<f32>(address(a, 7) + at, <f32>dbeta);
    }
  }
  spread(address(a, 3), means, channels, period);
  spread(ps, ps, channels, period);
  spread(qs, qs, channels, period);
  spread(rs, rs, channels, period);

  const dy = address(a, 0), x = address(a, 1), dx = address(a, 5);
  const rows = elements / <u32>period;
  const from = <usize>first(rows), end = <usize>last(rows);
  const block = max<usize>(1, 8192 / row);
  const tail = tailBytes(elements, period);
  const at = <usize>rows * row;
  const mask = address(a, 14);
  if (mask) {
    for (let r = from; r < end; r += block) {
      gradientBlock(dy + r * row, x + r * row, dx + r * row, min(block, end - r), row, row, true, mask + r * row);
    }
    if (thread == 0 && tail) gradientBlock(dy + at, x + at, dx + at, 1, row, tail, true, mask + at);
  } else {
    for (let r = from; r < end; r += block) {
      gradientBlock(dy + r * row, x + r * row, dx + r * row, min(block, end - r), row, row, false, 0);
    }
    if (thread == 0 && tail) gradientBlock(dy + at, x + at, dx + at, 1, row, tail, false, 0);
  }
}

@inline
function gradientBlock(
  dy: usize, x: usize, dx: usize, rows: usize, row: usize, width: usize, masked: bool, mask: usize,
): void {
  const zero = f32x4.splat(0);
  for (let k: usize = 0; k < width; k += 16) {
    const at = scratch + k;
    const m = v128.load(at), p = v128.load(at + row), q = v128.load(at + 2 * row), r = v128.load(at + 3 * row);
    let g = dy + k, from = x + k, to = dx + k, sign = mask + k;
    for (let left = rows; left > 0; left--, g += row, from += row, to += row) {
      let d = v128.load(g);
      if (masked) {
        d = v128.and(d, f32x4.gt(v128.load(sign), zero));
        sign += row;
      }
      v128.store(to, madd(q, f32x4.sub(v128.load(from), m), madd(p, d, r)));
    }
  }
}
