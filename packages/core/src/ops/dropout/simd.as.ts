import { address, first, last, real, scratch, word } from "../../devices/wasm/team.as";

@inline
function rotate(x: v128, by: i32): v128 {
  return v128.or(i32x4.shl(x, by), i32x4.shr_u(x, 32 - by));
}

/**
 * Threefry-2x32 with 20 rounds (Salmon et al. 2011) of four counters, the same bits as random/threefry.ts. Stores their eight words
 * in order: the two of the first counter, the two of the second ...
 */
function encrypt(key0: i32, key1: i32, counter0: v128, counter1: v128, to: usize): void {
  let next = key1, afterNext = 0x1bd11bda ^ key0 ^ key1, final = key0;
  let x = i32x4.add(counter0, i32x4.splat(key0));
  let y = i32x4.add(counter1, i32x4.splat(key1));
  for (let group = 1; group <= 5; group++) {
    const odd = group & 1;
    x = i32x4.add(x, y);
    y = v128.xor(rotate(y, odd ? 13 : 17), x);
    x = i32x4.add(x, y);
    y = v128.xor(rotate(y, odd ? 15 : 29), x);
    x = i32x4.add(x, y);
    y = v128.xor(rotate(y, odd ? 26 : 16), x);
    x = i32x4.add(x, y);
    y = v128.xor(rotate(y, odd ? 6 : 24), x);
    x = i32x4.add(x, i32x4.splat(next));
    y = i32x4.add(y, i32x4.splat(afterNext + group));
    const moved = next;
    next = afterNext;
    afterNext = final;
    final = moved;
  }
  v128.store(to, i8x16.shuffle(x, y, 0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23));
  v128.store(to, i8x16.shuffle(x, y, 8, 9, 10, 11, 24, 25, 26, 27, 12, 13, 14, 15, 28, 29, 30, 31), 16);
}

/**
 * y = x · scale where the element's 24 random bits are below a threshold, else 0, over units of 64 bytes. Arguments: x, key (seed, step),
 * y, units, purpose, stream, threshold, scale.
 */
export function dropout(a: usize): void {
  const x = address(a, 0), key = address(a, 1), y = address(a, 2);
  const units = word(a, 3);
  const threshold = i32x4.splat(word(a, 6));
  const scale = f32x4.splat(real(a, 7));
  encrypt(load<i32>(key), 0, i32x4.splat(word(a, 4)), i32x4.splat(word(a, 5)), scratch);
  const key0 = load<i32>(scratch), key1 = load<i32>(scratch, 4);
  const step = i32x4.splat(load<i32>(key, 4));
  let at = <usize>first(units) << 6;
  const end = <usize>last(units) << 6;
  for (; at != end; at += 32) {
    // A counter makes two words, and a word one element: 8 bytes of the value to a counter.
    encrypt(key0, key1, step, i32x4.add(i32x4.splat(<i32>(at >> 3)), i32x4(0, 1, 2, 3)), scratch);
    for (let k: usize = 0; k < 32; k += 16) {
      const kept = i32x4.lt_s(i32x4.shr_u(v128.load(scratch + k), 8), threshold);
      v128.store(y + at + k, v128.and(f32x4.mul(v128.load(x + at + k), scale), kept));
    }
  }
}
