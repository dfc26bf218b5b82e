// Gradients by path length as figures and tables.
import type { Figure } from "../figures/figure.ts";
import { around, axis, columns, figureBase, short, type Table } from "../showing.ts";
import type { PathGradientStudy } from "./study.ts";

const percentText = (share: number): string => `${(100 * share).toPrecision(3)}%`;

/** The norm by length with its fit, and what each length contributes. */
export function gradientFigures(study: PathGradientStudy): Figure[] {
  const { rows, fit, effective } = study;
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
      name: "contribution-by-length",
      title: "Share of the gradient that paths of each length carry",
      x: length,
      y: axis("share (%)"),
      series: [
        {
          name: "of the gradient",
          mark: "bars",
          points: rows.map((row) => ({ x: row.length, y: 100 * row.contribution })),
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
export function gradientTable({ rows, fit, effective, whole, samples, statistics, batch }: PathGradientStudy): Table {
  const { from, to, contribution, share } = effective;
  return {
    columns: columns([], ["length", "paths (log2)", "norm, mean", "sd", "of the paths (%)", "of the gradient (%)"]),
    rows: rows.map((row) => [
      String(row.length),
      short(row.log2Paths),
      short(row.norm.mean),
      short(row.norm.deviation),
      short(100 * row.share),
      short(100 * row.contribution),
    ]),
    notes: [
      `${samples} paths of each length, ${batch} images a measurement, batch norm by ${statistics} statistics; all paths together: ${short(whole)}.`,
      `Lengths ${from} to ${to} carry ${percentText(contribution)} of the gradient and are ${percentText(share)} of the paths.`,
      ...(fit ? [`Norm ≈ ${short(fit.at0)} · ${short(fit.factor)}^length, R² ${fit.r2.toFixed(4)}.`] : []),
    ],
  };
}
