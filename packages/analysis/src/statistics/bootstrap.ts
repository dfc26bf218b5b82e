// How certain a number is that was computed from few measurements (Efron 1979, percentile method).
import { integerBelow, type RandomStream } from "@unravel/core/random";

/** The two ends of an interval. */
export type Interval = readonly [low: number, high: number];

/** Resamples that an interval is taken from: 25 lie beyond each of its ends. */
const resamples = 1000;

/**
 * 95% percentile intervals of the numbers that `statistic` computes from `count` measurements, by drawing as many of them with
 * replacement again and again; `statistic` gets their indices. Too narrow where measurements are few or seldom large. Throws a RangeError
 * for fewer than two.
 */
export function bootstrap(
  count: number,
  stream: RandomStream,
  statistic: (chosen: readonly number[]) => readonly number[],
): Interval[] {
  if (!(count >= 2)) throw new RangeError(`A bootstrap needs two or more measurements, got ${count}.`);
  const found = Array.from({ length: resamples }, (_, resample) =>
    statistic(Array.from({ length: count }, (_, index) => integerBelow(count, stream, resample, index))),
  );
  const beyond = Math.round(0.025 * resamples);
  return found[0]!.map((_, number) => {
    const sorted = found.map((numbers) => numbers[number]!).toSorted((a, b) => a - b);
    return [sorted[beyond]!, sorted.at(-1 - beyond)!];
  });
}
