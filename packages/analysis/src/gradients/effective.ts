// Which lengths carry the gradient (Veit et al. 2016, section 5.3), and how certain that is.
import type { RandomStream } from "@unravel/core/random";
import { bootstrap, type Interval } from "../statistics/bootstrap.ts";

/** The shortest range of lengths whose contributions add up to the coverage. */
export type EffectivePathRange = {
  readonly from: number;
  readonly to: number;
  /** What they contribute. */
  readonly contribution: number;
  /** Their share of all paths. */
  readonly share: number;
};

/** 95% intervals by bootstrap over the batches of images, each with all of its samples: those share what the images do. */
export type PathGradientIntervals = {
  /** Of each row's contribution. */
  readonly contributions: readonly Interval[];
  /** Of the effective range's ends. */
  readonly from: Interval;
  readonly to: Interval;
  /** Of its share of all paths. */
  readonly share: Interval;
};

/** What each length contributes, as a share of the sum: (share of the paths) · (mean norm). All 0 where nothing arrives. */
export function contributionsOf(shares: readonly number[], norms: readonly number[]): number[] {
  const weights = shares.map((share, length) => share * norms[length]!);
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => (all > 0 ? weight / all : 0));
}

/** Sums of the first 0, 1, 2 ... `values`. */
function sumsOf(values: readonly number[]): number[] {
  const sums = [0];
  for (const value of values) sums.push(sums.at(-1)! + value);
  return sums;
}

/** The shortest range of lengths that contributes at least `coverage`; of equally short ones the one that contributes most. */
export function effectiveRange(
  shares: readonly number[],
  contributions: readonly number[],
  coverage: number,
): EffectivePathRange {
  const sums = sumsOf(contributions);
  const share = sumsOf(shares);
  const range = (from: number, to: number) => ({
    from,
    to,
    contribution: sums[to + 1]! - sums[from]!,
    share: share[to + 1]! - share[from]!,
  });
  const last = contributions.length - 1;
  // All of them, which rounding may leave below a coverage of 1; where nothing arrives they contribute nothing.
  let best = range(0, last);
  for (let from = 0, to = 0; to <= last; to++) {
    while (from < to && sums[to + 1]! - sums[from + 1]! >= coverage) from += 1;
    const found = range(from, to);
    const shorter = found.to - found.from - (best.to - best.from);
    if (found.contribution >= coverage && (shorter < 0 || (shorter === 0 && found.contribution > best.contribution)))
      best = found;
  }
  return best;
}

/** The intervals; `norms[length][sample]` is what was measured, on batch s modulo `batches`. Null of a single batch. */
export function intervalsOf(
  shares: readonly number[],
  norms: readonly (readonly number[])[],
  batches: number,
  coverage: number,
  stream: RandomStream,
): PathGradientIntervals | null {
  if (batches < 2) return null;
  const ofBatch = (list: readonly number[], batch: number) =>
    list.reduce((sum, norm, sample) => (sample % batches === batch ? sum + norm : sum), 0);
  const byBatch = norms.map((list) => Array.from({ length: batches }, (_, batch) => ofBatch(list, batch)));
  const [from, to, share, ...contributions] = bootstrap(batches, stream, (chosen) => {
    const sums = byBatch.map((list) => chosen.reduce((sum, batch) => sum + list[batch]!, 0));
    const found = contributionsOf(shares, sums);
    const range = effectiveRange(shares, found, coverage);
    return [range.from, range.to, range.share, ...found];
  });
  return { contributions, from: from!, to: to!, share: share! };
}
