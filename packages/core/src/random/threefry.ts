// Threefry-2x32 with 20 rounds (Salmon, Moraes, Dror and Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3"):
// a keyed bijection of 64-bit counters, made of 32-bit add, rotate and xor only, so that WGSL, which has no
// 64-bit integers, and WebAssembly give the same bits as this file.

const keyParity = 0x1bd11bda;

const rotate = (word: number, by: number): number => (word << by) | (word >>> (32 - by));

/**
 * Encrypts the counter (`counter0`, `counter1`) under the key (`key0`, `key1`): two random 32-bit words, written to
 * `out[at]` and `out[at + 1]`. Only the low 32 bits of each argument count.
 */
export function threefry2x32(
  key0: number,
  key1: number,
  counter0: number,
  counter1: number,
  out: Uint32Array,
  at: number,
): void {
  let x = (counter0 + key0) | 0;
  let y = (counter1 + key1) | 0;
  // The three key words take turns; moving them through variables is twice as fast as indexing an array.
  let [next, afterNext, last] = [key1 | 0, keyParity ^ key0 ^ key1, key0 | 0];
  for (let group = 1; group <= 5; group += 1) {
    const odd = group % 2 === 1;
    x = (x + y) | 0;
    y = rotate(y, odd ? 13 : 17) ^ x;
    x = (x + y) | 0;
    y = rotate(y, odd ? 15 : 29) ^ x;
    x = (x + y) | 0;
    y = rotate(y, odd ? 26 : 16) ^ x;
    x = (x + y) | 0;
    y = rotate(y, odd ? 6 : 24) ^ x;
    x = (x + next) | 0;
    y = (y + afterNext + group) | 0;
    [next, afterNext, last] = [afterNext, last, next];
  }
  out[at] = x;
  out[at + 1] = y;
}
