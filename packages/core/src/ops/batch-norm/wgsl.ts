import { type Arrays, float } from "../../devices/webgpu/kernel.ts";
import { inverseDeviation } from "../normalize/wgsl.ts";

/**
 * Mean and biased variance of each column of x. Both are summed relative to the column's first element: far from 0 the squares alone
 * would leave few digits for their difference.
 */
export const statistics = (rows: number) => ({
  load: ({ x }: Arrays<"x">): { readonly statements: string; readonly summands: readonly string[] } => ({
    statements: `let difference = ${x.at("i")} - ${x.at("column")};`,
    summands: ["difference", "difference * difference"],
  }),
  store: ({ x, mean, variance }: Arrays<"x" | "mean" | "variance">): string => `
let shift = total0 / T(${float(rows)});
let spread = total1 / T(${float(rows)}) - shift * shift;
${mean.set("column", `${x.at("column")} + shift`)};
${variance.set("column", "select(spread, T(), spread < T())")};`,
});

/** The sums that a normalisation's gradient needs, of `dy_`: dbeta, and dgamma less its factor. */
export const gradientSums = (epsilon: number) => ({
  summands: ({ x, mean }: Arrays<"x" | "mean">): readonly string[] => [
    "dy_",
    `dy_ * (${x.at("i")} - ${mean.at("column")})`,
  ],
  store: ({ variance, dgamma, dbeta }: Arrays<"variance" | "dgamma" | "dbeta">): string => `
${dbeta.set("column", "total0")};
${dgamma.set("column", `total1 * ${inverseDeviation(variance.at("column"), epsilon)}`)};`,
});

/** Sets `value` to dx at element i. `rows`: over how many rows the statistics were taken; undefined where they are held fixed. */
export function batchNormGradient(
  { x, gamma, mean, variance, dgamma, dbeta }: Arrays<"x" | "gamma" | "mean" | "variance" | "dgamma" | "dbeta">,
  channel: string,
  { epsilon, rows }: { readonly epsilon: number; readonly rows: number | undefined },
): string {
  const own = `
let normalised = (${x.at("i")} - ${mean.at("c")}) * deviation;
value = ${gamma.at("c")} * deviation * (dy_ - (${dbeta.at("c")} + normalised * ${dgamma.at("c")}) * T(${float(1 / (rows ?? 1))}));`;
  return `
let c = ${channel};
let deviation = ${inverseDeviation(variance.at("c"), epsilon)};
${rows === undefined ? `value = ${gamma.at("c")} * deviation * dy_;` : own}`;
}
