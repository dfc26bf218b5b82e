import { exp } from "../../devices/wasm/exponential.as";
import { address, first, last, word } from "../../devices/wasm/team.as";

/** y = 1 / (1 + exp(−x)) over units of 64 bytes. Arguments: x, y, units. */
export function sigmoid(a: usize): void {
  const one = f32x4.splat(1);
  const units = word(a, 2);
  let x = address(a, 0) + (<usize>first(units) << 6);
  let y = address(a, 1) + (<usize>first(units) << 6);
  const end = address(a, 0) + (<usize>last(units) << 6);
  for (; x != end; x += 16, y += 16) {
    v128.store(y, f32x4.div(one, f32x4.add(one, exp(f32x4.neg(v128.load(x))))));
  }
}

/** dx = dy · y · (1 − y). Arguments: dy, y, dx, units. */
export function sigmoidGradient(a: usize): void {
  const one = f32x4.splat(1);
  const units = word(a, 3);
  const from = <usize>first(units) << 6;
  let dy = address(a, 0) + from;
  let y = address(a, 1) + from;
  let dx = address(a, 2) + from;
  const end = address(a, 0) + (<usize>last(units) << 6);
  for (; dy != end; dy += 16, y += 16, dx += 16) {
    const s = v128.load(y);
    v128.store(dx, f32x4.mul(v128.load(dy), f32x4.mul(s, f32x4.sub(one, s))));
  }
}
