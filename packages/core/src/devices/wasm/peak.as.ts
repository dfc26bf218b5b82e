// How fast this engine can multiply and add at best: as many accumulators as the convolutions' register tile has (6 rows x 2 vectors,
// enough to hide the latency), and nothing else.
import { madd } from "./lanes.as";
import { scratch, word } from "./team.as";

/**
 * Arguments: rounds. A round is 12 multiply-adds of four floats, s · x + y: in the plain build too no part of it is the same in every round. The
 * accumulators start apart, or a compiler could keep one of them.
 */
export function multiplyAdd(a: usize): void {
  const x = v128.load(scratch), y = v128.load(scratch, 16);
  let s00 = f32x4.splat(0), s01 = f32x4.splat(1), s10 = f32x4.splat(2), s11 = f32x4.splat(3);
  let s20 = f32x4.splat(4), s21 = f32x4.splat(5), s30 = f32x4.splat(6), s31 = f32x4.splat(7);
  let s40 = f32x4.splat(8), s41 = f32x4.splat(9), s50 = f32x4.splat(10), s51 = f32x4.splat(11);
  for (let left = word(a, 0); left > 0; left--) {
    s00 = madd(s00, x, y); s01 = madd(s01, x, y);
    s10 = madd(s10, x, y); s11 = madd(s11, x, y);
    s20 = madd(s20, x, y); s21 = madd(s21, x, y);
    s30 = madd(s30, x, y); s31 = madd(s31, x, y);
    s40 = madd(s40, x, y); s41 = madd(s41, x, y);
    s50 = madd(s50, x, y); s51 = madd(s51, x, y);
  }
  s00 = f32x4.add(f32x4.add(s00, s01), f32x4.add(s10, s11));
  s20 = f32x4.add(f32x4.add(s20, s21), f32x4.add(s30, s31));
  s40 = f32x4.add(f32x4.add(s40, s41), f32x4.add(s50, s51));
  // Stored, so that it has to be computed.
  v128.store(scratch, f32x4.add(s00, f32x4.add(s20, s40)), 32);
}
