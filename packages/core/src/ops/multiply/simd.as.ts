import { address, first, last, word } from "../../devices/wasm/team.as";

/** y = p · q over units of 64 bytes. Arguments: p, q, y, units. */
export function multiply(a: usize): void {
  const units = word(a, 3);
  const from = <usize>first(units) << 6;
  let p = address(a, 0) + from;
  let q = address(a, 1) + from;
  let y = address(a, 2) + from;
  const end = address(a, 0) + (<usize>last(units) << 6);
  for (; p != end; p += 16, q += 16, y += 16) v128.store(y, f32x4.mul(v128.load(p), v128.load(q)));
}
