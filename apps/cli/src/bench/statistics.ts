// What several runs come to.

/** The middle of some numbers, and their bounds. */
export type Spread = { readonly median: number; readonly least: number; readonly most: number };

/** The spread of `values`, at least one. The median of an even number of them is the mean of the middle two. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const median = (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2;
  return { median, least: sorted[0]!, most: sorted.at(-1)! };
}
