// How certain a share or a mean is that was measured on a sample.
import type { Interval } from "./bootstrap.ts";

/** The standard normal's 97.5% quantile: 95% lie within. */
const z = 1.959963984540054;

/**
 * The 95% confidence interval (Wilson 1927) of the share of which `hits` of `count` are a sample, in %. Unlike the normal approximation it stays
 * within 0 and 100 and is right for rare errors. Without a sample everything is possible.
 */
export function wilsonInterval(hits: number, count: number): Interval {
  if (count === 0) return [0, 100];
  const share = hits / count;
  const scale = 1 + z ** 2 / count;
  const centre = (share + z ** 2 / (2 * count)) / scale;
  const half = (z / scale) * Math.sqrt((share * (1 - share)) / count + z ** 2 / (4 * count ** 2));
  return [100 * Math.max(0, centre - half), 100 * Math.min(1, centre + half)];
}

/** The 95% confidence interval of a mean of `count` values with this standard deviation, as the central limit theorem has it: for dozens, or more. */
export function meanInterval(mean: number, deviation: number, count: number): Interval {
  const half = (z * deviation) / Math.sqrt(count);
  return [mean - half, mean + half];
}
