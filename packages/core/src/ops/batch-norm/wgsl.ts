import { float, type Names } from "../../devices/webgpu/kernel.ts";
import { inverseDeviation } from "../normalize/wgsl.ts";

/**
 * Mean and biased variance of each column of x. Both are summed relative to the column's first element: far from 0 the squares alone
 * would leave few digits for their difference.
 */
export const statistics = (rows: number) => ({
  load: ({ x }: Names<"x">): { readonly statements: string; readonly summands: readonly string[] } => ({
    statements: `let difference = ${x}[i] - ${x}[column];`,
    summands: ["difference", "difference * difference"],
  }),
  store: ({ x, mean, variance }: Names<"x" | "mean" | "variance">): string => `
let shift = total0 / T(${float(rows)});
let spread = total1 / T(${float(rows)}) - shift * shift;
${mean}[column] = ${x}[column] + shift;
${variance}[column] = select(spread, T(), spread < T());`,
});

/** The sums that a normalisation's gradient needs, of `dy_`: dbeta, and dgamma less its factor. */
export const gradientSums = (epsilon: number) => ({
  summands: ({ x, mean }: Names<string>): readonly string[] => ["dy_", `dy_ * (${x}[i] - ${mean}[column])`],
  store: ({ variance, dgamma, dbeta }: Names<string>): string => `
${dbeta}[column] = total0;
${dgamma}[column] = total1 * ${inverseDeviation(`${variance}[column]`, epsilon)};`,
});

/** Sets `value` to dx at element i. `rows`: over how many rows the statistics were taken; undefined where they are held fixed. */
export function batchNormGradient(
  { x, gamma, mean, variance, dgamma, dbeta }: Names<string>,
  channel: string,
  { epsilon, rows }: { readonly epsilon: number; readonly rows: number | undefined },
): string {
  const own = `
let normalised = (${x}[i] - ${mean}[c]) * deviation;
value = ${gamma}[c] * deviation * (dy_ - (${dbeta}[c] + normalised * ${dgamma}[c]) * T(${float(1 / (rows ?? 1))}));`;
  return `
let c = ${channel};
let deviation = ${inverseDeviation(`${variance}[c]`, epsilon)};
${rows === undefined ? `value = ${gamma}[c] * deviation * dy_;` : own}`;
}
