// Signals as figures and tables.
import type { Figure, Point } from "../figures/figure.ts";
import { axis, columns, figureBase, short, type Table } from "../showing.ts";
import type { SignalStudy } from "./study.ts";

/** Variance and gradient from block to block. */
export function signalFigures(study: SignalStudy): Figure[] {
  const { rows } = study;
  const along = axis("block");
  const line = (name: string, value: (row: SignalStudy["rows"][number]) => number | null) => ({
    name,
    mark: "line" as const,
    points: rows.flatMap((row, index): Point[] => {
      const y = value(row);
      return y === null ? [] : [{ x: index + 1, y }];
    }),
  });
  const last = rows.at(-1)?.gradientNorm ?? 1;
  const vanished = rows.filter(({ shortcutGradientNorm }) => shortcutGradientNorm === 0).length;
  const common = figureBase(study.provenance, ` · batch norm by ${study.statistics} statistics`);
  return [
    {
      ...common,
      name: "variance",
      title: "Variance of each block's value",
      x: along,
      y: axis("variance", "log"),
      series: [line("variance", ({ variance }) => variance)],
    },
    {
      ...common,
      name: "gradient",
      title: "Gradient at each block's value",
      x: along,
      y: axis("norm", "log"),
      series: [
        line("all paths", ({ gradientNorm }) => gradientNorm),
        // A logarithmic axis has no place for 0.
        line(
          `shortcuts alone${vanished > 0 ? ` (0 at ${vanished} blocks)` : ""}`,
          ({ shortcutGradientNorm }) => shortcutGradientNorm,
        ),
        // Equation 6: what scalar shortcuts would leave of the last block's gradient.
        line("product of the later factors · last gradient", ({ laterFactors }) => laterFactors * last),
      ],
    },
  ];
}

/** A row for each block. */
export const signalTable = ({ rows, statistics, batch, loss, inputGradientNorm, factors }: SignalStudy): Table => ({
  columns: columns(["block"], ["mean", "variance", "gradient", "shortcuts alone", "factor", "later factors"]),
  rows: rows.map((row) => [
    row.block,
    short(row.mean),
    short(row.variance),
    short(row.gradientNorm),
    row.shortcutGradientNorm === null ? "-" : short(row.shortcutGradientNorm),
    short(row.factor),
    short(row.laterFactors),
  ]),
  notes: [
    `${batch} images, batch norm by ${statistics} statistics; loss ${short(loss)}, gradient at the images ${short(inputGradientNorm)}.`,
    `The product of all shortcuts' factors is ${short(factors)}.`,
  ],
});
