import { madd, nmadd } from "../../devices/wasm/lanes.as";
import { address, first, last, real, word } from "../../devices/wasm/team.as";

/**
 * d = g + decay·w, v' = momentum·v + d, w' = w − rate·(p·d + q·v') over units of 64 bytes, where (p, q) is (0, 1), with Nesterov
 * (1, momentum). Arguments: w, v, g, rate, w', v', units, momentum, decay, p, q.
 */
export function sgd(a: usize): void {
  const rate = v128.load32_splat(address(a, 3));
  const units = word(a, 6);
  const momentum = f32x4.splat(real(a, 7)), decay = f32x4.splat(real(a, 8));
  const p = f32x4.splat(real(a, 9)), q = f32x4.splat(real(a, 10));
  const from = <usize>first(units) << 6;
  let w = address(a, 0) + from, v = address(a, 1) + from, g = address(a, 2) + from;
  let nextW = address(a, 4) + from, nextV = address(a, 5) + from;
  const end = address(a, 0) + (<usize>last(units) << 6);
  for (; w != end; w += 16, v += 16, g += 16, nextW += 16, nextV += 16) {
    const weight = v128.load(w);
    const direction = madd(decay, weight, v128.load(g));
    const velocity = madd(momentum, v128.load(v), direction);
    v128.store(nextW, nmadd(rate, madd(q, velocity, f32x4.mul(p, direction)), weight));
    v128.store(nextV, velocity);
  }
}
