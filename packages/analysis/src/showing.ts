// What the figures and tables of all results share.

import type { Axis, Figure, Point } from "./figures/figure.ts";
import type { Provenance } from "./provenance.ts";
import type { Summary } from "./statistics/summary.ts";

/** An axis. */
export const axis = (title: string, scale: Axis["scale"] = "linear"): Axis => ({ title, scale });

/** What was changed of a network, an option each: "shortcut scaled", "scale [0.5,0.5]". */
const changes = (options: Provenance["options"]): string[] =>
  Object.entries(options ?? {}).map(
    ([name, value]) => `${name} ${typeof value === "string" ? value : JSON.stringify(value)}`,
  );

/** A result's provenance in a line. */
export function provenanceLine(provenance: Provenance): string {
  const { model, options, weights, initialSeed, data, split, device, date } = provenance;
  const untrained = initialSeed === null ? null : `untrained, seed ${initialSeed}`;
  const images = data && `${data.images.toLocaleString("en-US")} images of ${data.name}${split ? ` (${split})` : ""}`;
  return [model, ...changes(options), weights, untrained, images, device?.name, date].filter(Boolean).join(" · ");
}

/** What every figure of a result begins with; `more` goes on with its subtitle. */
export const figureBase = (provenance: Provenance, more = ""): Pick<Figure, "format" | "subtitle" | "references"> => ({
  format: 1,
  subtitle: `${provenanceLine(provenance)}${more}`,
  references: [],
});

/** A mean with one standard deviation to each side. */
export const around = (x: number, { mean, deviation }: Summary): Point => ({
  x,
  y: mean,
  low: mean - deviation,
  high: mean + deviation,
});

/** A result as rows of text. */
export type Table = {
  /** Default: the titles of the result's figures. */
  readonly title?: string;
  readonly columns: readonly { readonly heading: string; readonly numeric: boolean }[];
  readonly rows: readonly (readonly string[])[];
  /** What the rows come to, a sentence each. */
  readonly notes: readonly string[];
};

/** Columns by heading: text first, then numbers. */
export const columns = (texts: readonly string[], numbers: readonly string[]): Table["columns"] => [
  ...texts.map((heading) => ({ heading, numeric: false })),
  ...numbers.map((heading) => ({ heading, numeric: true })),
];

/** 8.5237 (in percent) → "8.52". */
export const percentage = (value: number): string => value.toFixed(2);

/** A number of any size in four digits. */
export const short = (value: number): string =>
  value === 0 || (Math.abs(value) >= 1e-3 && Math.abs(value) < 1e5)
    ? String(Number(value.toPrecision(4)))
    : value.toExponential(3);

/** A mean and its standard deviation: "8.52 ± 0.31". */
export const plusMinus = ({ mean, deviation }: Pick<Summary, "mean" | "deviation">): string =>
  `${percentage(mean)} ± ${percentage(deviation)}`;
