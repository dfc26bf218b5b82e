// Gradients by path length as figures and tables.
import type { Figure } from "../figures/figure.ts";
import { around, axis, columns, figureBase, short, type Table } from "../showing.ts";
import type { Interval } from "../statistics/bootstrap.ts";
import type { PathGradientStudy } from "./study.ts";

/** An interval's ends, once where they are the same. */
const ends = (interval: Interval, text: (end: number) => string): string =>
  [...new Set(interval.map(text))].join(" to ");

const percentText = (share: number): string => `${(100 * share).toPrecision(3)}%`;

/** The norm by length with its fit, and what each length contributes. */
export function gradientFigures(study: PathGradientStudy): Figure[] {
  const { rows, fit, effective, intervals } = study;
  const length = axis("path length in modules");
  const common = figureBase(study.provenance, ` · ${study.samples} paths of each length`);
  const law = fit && `${fit.at0.toPrecision(3)} · ${fit.factor.toPrecision(3)}^length (R² ${fit.r2.toFixed(3)})`;
  return [
    {
      ...common,
      name: "norm-by-length",
      title: "Gradient of a single path at the input",
      x: length,
      y: axis("norm", "log"),
      series: [
        { name: "mean, ± standard deviation", mark: "points", points: rows.map((row) => around(row.length, row.norm)) },
        ...(fit
          ? [
              {
                name: law!,
                mark: "line" as const,
                points: rows.map((row) => ({ x: row.length, y: fit.at0 * fit.factor ** row.length })),
              },
            ]
          : []),
      ],
    },
    {
      ...common,
      subtitle: `${common.subtitle}${intervals ? " · 95% intervals" : ""}`,
      name: "contribution-by-length",
      title: "Share of the gradient that paths of each length carry",
      x: length,
      y: axis("share (%)"),
      series: [
        {
          name: "of the gradient",
          mark: "bars",
          points: rows.map((row, index) => ({
            x: row.length,
            y: 100 * row.contribution,
            ...(intervals && {
              low: 100 * intervals.contributions[index]![0],
              high: 100 * intervals.contributions[index]![1],
            }),
          })),
        },
        { name: "of the paths", mark: "line", points: rows.map((row) => ({ x: row.length, y: 100 * row.share })) },
      ],
      references: [
        {
          axis: "x",
          from: effective.from,
          to: effective.to,
          label: `${effective.from} to ${effective.to}: ${percentText(effective.contribution)} of the gradient, ${percentText(effective.share)} of the paths`,
        },
      ],
    },
  ];
}

/** A row for each length. */
export function gradientTable(study: PathGradientStudy): Table {
  const { rows, fit, effective, intervals, whole, samples, statistics, batch, batches } = study;
  const { from, to, contribution, share } = effective;
  const headings = ["length", "paths (log2)", "norm, mean", "sd", "of the paths (%)", "of the gradient (%)"];
  return {
    columns: columns([], intervals ? [...headings, "95% interval"] : headings),
    rows: rows.map((row, index) => [
      String(row.length),
      short(row.log2Paths),
      short(row.norm.mean),
      short(row.norm.deviation),
      short(100 * row.share),
      short(100 * row.contribution),
      ...(intervals ? [intervals.contributions[index]!.map((end) => short(100 * end)).join(" to ")] : []),
    ]),
    notes: [
      `${samples} paths of each length, ${batch} images a measurement, batch norm by ${statistics} statistics; all paths together: ${short(whole)}.`,
      `Lengths ${from} to ${to} carry ${percentText(contribution)} of the gradient and are ${percentText(share)} of the paths.`,
      ...(intervals
        ? [
            `95% intervals by bootstrap over ${batches} batches of images: the range begins at ${ends(intervals.from, String)}, ends at ${ends(intervals.to, String)} and is ${ends(intervals.share, percentText)} of the paths.`,
          ]
        : ["A single batch of images: how uncertain all this is cannot be said."]),
      ...(fit ? [`Norm ≈ ${short(fit.at0)} · ${short(fit.factor)}^length, R² ${fit.r2.toFixed(4)}.`] : []),
    ],
  };
}
