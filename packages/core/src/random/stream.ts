// Randomness as a pure function: (seed, purpose, epoch) names a stream, (sample, index) a 32-bit word of it.
// Nothing has a state, so the bits do not depend on the device, the thread count, the batch or a restart.
import { threefry2x32 } from "./threefry.ts";

/**
 * What random numbers are drawn for. The numbers are part of every saved run: never change one, only add.
 */
export const purposes = {
  order: 1,
  augmentation: 2,
  dropout: 3,
  survival: 4,
  initialisation: 5,
  synthetic: 6,
  split: 7,
  analysis: 8,
  test: 9,
} as const;

/** A key of `purposes`. */
export type Purpose = keyof typeof purposes;

/** An endless table of random words under a 64-bit key (two words, as a device's kernel takes them). */
export type RandomStream = { readonly key0: number; readonly key1: number };

/** Samples are numbered below 2³¹: the upper half is where a rejected draw goes on (see `integerBelow`). */
const sampleLimit = 2 ** 31;

const block = new Uint32Array(2);

function requireInteger(what: string, value: number, limit: number): void {
  if (!Number.isInteger(value) || value < 0 || value >= limit) {
    throw new RangeError(`Random numbers: ${what} must be an integer from 0 to ${limit - 1}, got ${value}.`);
  }
}

/**
 * The stream of (`seed`, `purpose`, `epoch`). `seed` is any non-negative safe integer, `epoch` below 2³²
 * (whatever numbers the repetitions: an epoch, a step, a layer). Throws RangeError on anything else.
 */
export function randomStream(seed: number, purpose: Purpose, epoch = 0): RandomStream {
  requireInteger("the seed", seed, Number.MAX_SAFE_INTEGER);
  requireInteger("the epoch", epoch, 2 ** 32);
  threefry2x32(seed, Math.floor(seed / 2 ** 32), purposes[purpose], epoch, block, 0);
  return { key0: block[0]!, key1: block[1]! };
}

/**
 * Word `index` of `sample` in `stream`: an integer from 0 to 2³² − 1. Words 2i and 2i + 1 are the two outputs of the
 * counter (sample, i).
 */
export function randomBits(stream: RandomStream, sample: number, index = 0): number {
  threefry2x32(stream.key0, stream.key1, sample, index >>> 1, block, 0);
  return block[index & 1]!;
}

/**
 * Words 0, 1, 2 ... of `sample`, as many as `out` holds: the same as `randomBits` one by one, twice as fast.
 */
export function fillBits(stream: RandomStream, sample: number, out: Uint32Array): void {
  requireInteger("the sample", sample, sampleLimit);
  const pairs = out.length >>> 1;
  for (let pair = 0; pair < pairs; pair += 1) {
    threefry2x32(stream.key0, stream.key1, sample, pair, out, pair * 2);
  }
  if (out.length % 2 === 1) out[out.length - 1] = randomBits(stream, sample, out.length - 1);
}
