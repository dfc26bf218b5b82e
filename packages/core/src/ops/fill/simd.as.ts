import { address, first, last, real, word } from "../../devices/wasm/team.as";

/** Every element of y becomes a value. Arguments: y, units of 64 bytes, value. */
export function fill(a: usize): void {
  const value = f32x4.splat(real(a, 2));
  const units = word(a, 1);
  const end = address(a, 0) + (<usize>last(units) << 6);
  for (let y = address(a, 0) + (<usize>first(units) << 6); y != end; y += 16) v128.store(y, value);
}
