// What is drawn at random in an analysis: each kind of draw has a range of streams of its own.
import { type RandomStream, randomStream } from "@unravel/core/random";

/** The kinds; the numbers decide the bits: never change one, only add. */
const kinds = { deletions: 0, shuffles: 1, paths: 2, resamples: 3 } as const;

/** More groups (numbers of blocks, of swaps, lengths) than any network has. */
const groups = 2 ** 20;

/** The stream of the draws of `kind` with `group` (so many blocks, swaps ...). */
export const drawsOf = (kind: keyof typeof kinds, seed: number, group: number): RandomStream =>
  randomStream(seed, "analysis", kinds[kind] * groups + group);
