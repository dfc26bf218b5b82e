import { address, first, last, word } from "../../devices/wasm/team.as";

/** y = max(x, 0) over units of 64 bytes; NaN comes through. Arguments: x, y, units. */
export function relu(a: usize): void {
  const zero = f32x4.splat(0);
  const units = word(a, 2);
  let x = address(a, 0) + (<usize>first(units) << 6);
  let y = address(a, 1) + (<usize>first(units) << 6);
  const end = address(a, 0) + (<usize>last(units) << 6);
  for (; x != end; x += 64, y += 64) {
    v128.store(y, f32x4.pmax(v128.load(x), zero));
    v128.store(y, f32x4.pmax(v128.load(x, 16), zero), 16);
    v128.store(y, f32x4.pmax(v128.load(x, 32), zero), 32);
    v128.store(y, f32x4.pmax(v128.load(x, 48), zero), 48);
  }
}

/** dx = dy where y > 0, else 0. Arguments: dy, y, dx, units. */
export function reluGradient(a: usize): void {
  const zero = f32x4.splat(0);
  const units = word(a, 3);
  const from = <usize>first(units) << 6;
  let dy = address(a, 0) + from;
  let y = address(a, 1) + from;
  let dx = address(a, 2) + from;
  const end = address(a, 0) + (<usize>last(units) << 6);
  for (; dy != end; dy += 64, y += 64, dx += 64) {
    v128.store(dx, v128.and(v128.load(dy), f32x4.gt(v128.load(y), zero)));
    v128.store(dx, v128.and(v128.load(dy, 16), f32x4.gt(v128.load(y, 16), zero)), 16);
    v128.store(dx, v128.and(v128.load(dy, 32), f32x4.gt(v128.load(y, 32), zero)), 32);
    v128.store(dx, v128.and(v128.load(dy, 48), f32x4.gt(v128.load(y, 48), zero)), 48);
  }
}
