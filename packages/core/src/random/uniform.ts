// Uniform numbers, integers, masks and permutations made of a stream's words.
import { fillBits, type RandomStream, randomBits } from "./stream.ts";

/** 24 bits: every value is a float32 exactly, and never rounds up to 1. */
const unit = 2 ** -24;

/** A number in [0, 1), a multiple of 2⁻²⁴. */
export function uniform(stream: RandomStream, sample: number, index = 0): number {
  return (randomBits(stream, sample, index) >>> 8) * unit;
}

/**
 * An integer from 0 to `below` − 1, every one equally likely (1 ≤ `below` ≤ 2³²; RangeError otherwise).
 * A word past the last whole multiple of `below` is rejected; it then takes the sample's place for the next try,
 * which meets no other draw because samples are numbered below 2³¹ and rejected words lie above.
 */
export function integerBelow(below: number, stream: RandomStream, sample: number, index = 0): number {
  if (!Number.isInteger(below) || below < 1 || below > 2 ** 32) {
    throw new RangeError(`Random integer: the bound must be an integer from 1 to 2^32, got ${below}.`);
  }
  const limit = 2 ** 32 - (2 ** 32 % below);
  let word = randomBits(stream, sample, index);
  while (word >= limit) word = randomBits(stream, word, index);
  return word % below;
}

/** The numbers 0 to `length` − 1 in random order (Fisher and Yates); `sample` tells several permutations apart. */
export function permutation(length: number, stream: RandomStream, sample = 0): Uint32Array {
  const order = Uint32Array.from({ length }, (_, index) => index);
  for (let last = length - 1; last > 0; last -= 1) {
    const chosen = integerBelow(last + 1, stream, sample, last);
    const moved = order[last]!;
    order[last] = order[chosen]!;
    order[chosen] = moved;
  }
  return order;
}

/** Fills `out` with `uniform` of index 0, 1, 2 ... */
export function fillUniform(stream: RandomStream, sample: number, out: Float32Array): void {
  const words = new Uint32Array(out.buffer, out.byteOffset, out.length);
  fillBits(stream, sample, words);
  for (let index = 0; index < out.length; index += 1) out[index] = (words[index]! >>> 8) * unit;
}

/**
 * A dropout mask: `out[index]` becomes `value` with probability `keep`, else 0, and is `value` exactly where
 * `uniform(stream, sample, index) < keep`.
 */
export function fillMask(stream: RandomStream, sample: number, keep: number, value: number, out: Float32Array): void {
  fillUniform(stream, sample, out);
  for (let index = 0; index < out.length; index += 1) out[index] = out[index]! < keep ? value : 0;
}
