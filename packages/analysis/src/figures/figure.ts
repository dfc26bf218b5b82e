// A figure as data: what is drawn, not how. Plain JSON, so that a command can write it, a page draw it and a document keep it.

/** A point; `low` and `high` are the ends of an interval around y. On a categorical axis x is a name. */
export type Point = {
  readonly x: number | string;
  readonly y: number;
  readonly low?: number;
  readonly high?: number;
};

/** How a series is drawn. */
export type Mark = "line" | "points" | "bars";

/** Points that belong together. */
export type Series = { readonly name: string; readonly mark: Mark; readonly points: readonly Point[] };

/** An axis. "category": names in the order in which they come; "log": base 10, on which what is not above 0 is left out. */
export type Axis = { readonly title: string; readonly scale: "linear" | "log" | "category" };

/** A value to compare with, or a range to look at (with `to`), across the figure. */
export type Reference = {
  readonly axis: "x" | "y";
  readonly from: number;
  readonly to?: number;
  readonly label: string;
};

/** A figure. */
export type Figure = {
  readonly format: 1;
  /** Short, for file names: "norm-by-length". */
  readonly name: string;
  readonly title: string;
  /** What it was measured with: network, weights, images, device, date. */
  readonly subtitle: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly Series[];
  readonly references: readonly Reference[];
};
