// Several measurements as a few numbers.

/** What measurements come to. The deviation is the sample's (n − 1); of a single one it is 0. */
export type Summary = {
  readonly count: number;
  readonly mean: number;
  readonly deviation: number;
  readonly median: number;
  readonly least: number;
  readonly most: number;
};

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Summarises `values`. Throws a RangeError where there is none. */
export function summarise(values: readonly number[]): Summary {
  if (values.length === 0) throw new RangeError("A summary of no value was asked for, expected one or more.");
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const centre = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  return {
    count: values.length,
    mean: centre,
    deviation: Math.sqrt(squares / Math.max(1, values.length - 1)),
    median: (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2,
    least: sorted[0]!,
    most: sorted.at(-1)!,
  };
}
