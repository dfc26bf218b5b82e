// Rank correlations.

/**
 * Kendall's tau of `order`, a permutation, with the ascending order: the pairs that are in order less those that are not, as a share of all
 * pairs. 1 for the ascending order, −1 for the reverse; of fewer than two elements 1.
 */
export function kendallTau(order: readonly number[]): number {
  const pairs = (order.length * (order.length - 1)) / 2;
  if (pairs === 0) return 1;
  let inverted = 0;
  for (const [index, value] of order.entries()) {
    for (let later = index + 1; later < order.length; later++) if (order[later]! < value) inverted += 1;
  }
  return 1 - (2 * inverted) / pairs;
}

/** Ranks from 1; equal values share the mean of theirs. */
const ranksOf = (values: readonly number[]): number[] =>
  values.map((value) => {
    const below = values.filter((other) => other < value).length;
    const equal = values.filter((other) => other === value).length;
    return below + (equal + 1) / 2;
  });

/** Pearson's correlation. NaN where one side does not vary. */
function correlation(x: readonly number[], y: readonly number[]): number {
  const centred = (values: readonly number[]) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return values.map((value) => value - mean);
  };
  const [a, b] = [centred(x), centred(y)];
  const dot = (p: readonly number[], q: readonly number[]) =>
    p.reduce((sum, value, index) => sum + value * q[index]!, 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}

/** Spearman's rank correlation of `x` and `y`, ties with mean ranks. NaN where one side does not vary. */
export const spearman = (x: readonly number[], y: readonly number[]): number => correlation(ranksOf(x), ranksOf(y));
