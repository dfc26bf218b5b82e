import * as layout from "../../devices/wasm/layout";
import { madd } from "../../devices/wasm/lanes.as";
import { address, first, last, real, scratch, word } from "../../devices/wasm/team.as";

/**
 * y = Σ weight · x over the terms whose gate is not 0, in units of 64 bytes; without one, zeros. What is less than the
 * floor becomes the floor, and where the mask is not above 0 the sum is 0. Arguments: y, units, mask (0: none), floor, number of terms, then for each term its address, factor, gate (−1: none) and whether the gate weighs.
 */
export function sum(a: usize): void {
  const y = address(a, 0);
  const units = word(a, 1);
  const gates = load<usize>(layout.gates);
  const mask = address(a, 2);
  const zero = f32x4.splat(0), floor = f32x4.splat(real(a, 3));
  let live = scratch;
  for (let left = word(a, 4), term = a + 20; left > 0; left--, term += 16) {
    const gate = load<i32>(term, 8);
    const value: f32 = gate < 0 ? 1 : load<f32>(gates + (<usize>gate << 2));
    if (value == 0) continue;
    store<usize>(live, load<usize>(term));
    store<f32>(live, load<i32>(term, 12) ? load<f32>(term, 4) * value : load<f32>(term, 4), 4);
    live += 8;
  }
  const end = <usize>last(units) << 6;
  for (let at = <usize>first(units) << 6; at != end; at += 64) {
    let s0 = zero, s1 = zero, s2 = zero, s3 = zero;
    for (let term = scratch; term != live; term += 8) {
      const x = load<usize>(term) + at;
      const weight = v128.load32_splat(term, 4);
      s0 = madd(weight, v128.load(x), s0);
      s1 = madd(weight, v128.load(x, 16), s1);
      s2 = madd(weight, v128.load(x, 32), s2);
      s3 = madd(weight, v128.load(x, 48), s3);
    }
    if (mask) {
      const m = mask + at;
      s0 = v128.and(s0, f32x4.gt(v128.load(m), zero));
      s1 = v128.and(s1, f32x4.gt(v128.load(m, 16), zero));
      s2 = v128.and(s2, f32x4.gt(v128.load(m, 32), zero));
      s3 = v128.and(s3, f32x4.gt(v128.load(m, 48), zero));
    }
    v128.store(y + at, f32x4.pmax(s0, floor));
    v128.store(y + at, f32x4.pmax(s1, floor), 16);
    v128.store(y + at, f32x4.pmax(s2, floor), 32);
    v128.store(y + at, f32x4.pmax(s3, floor), 48);
  }
}
