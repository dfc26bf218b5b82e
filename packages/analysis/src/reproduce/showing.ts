// A reproduced table as a figure and a table.
import type { Figure, Point } from "../figures/figure.ts";
import { axis, columns, figureBase, percentage, plusMinus, type Table } from "../showing.ts";
import type { Published } from "../tables/index.ts";
import type { Measured, ReproductionRow, ReproductionStudy } from "./study.ts";

/** A row's name on the axis of a figure: its cells, those that are not numbers alone repeating nothing. */
const nameOf = ({ cells }: ReproductionRow): string => cells.join(" · ");

const points = (
  rows: readonly ReproductionRow[],
  pick: (row: ReproductionRow) => Omit<Point, "x"> | undefined,
): Point[] =>
  rows.flatMap((row) => {
    const point = pick(row);
    return point ? [{ x: nameOf(row), ...point }] : [];
  });

/** Published and measured errors side by side. */
export function reproductionFigures(study: ReproductionStudy): Figure[] {
  const { table, scale, rows } = study;
  return [
    {
      ...figureBase(study.provenance),
      name: `${table.id.toLowerCase()}-${scale.name}`,
      title: `${table.title} (${table.source}; ${scale.name}: ${scale.about})`,
      x: axis("", "category"),
      y: axis("test error (%)"),
      series: [
        {
          name: "published",
          mark: "points",
          points: points(rows, ({ published: { error } }) => (error === "fail" ? undefined : { y: error })),
        },
        {
          name: "measured: median, least and most",
          mark: "points",
          points: points(rows, ({ measured }) => {
            const found = measured?.error;
            return found ? { y: found.median, low: found.least, high: found.most } : undefined;
          }),
        },
      ],
    },
  ];
}

const publishedText = ({ error, mean, deviation, top5 }: Published): string =>
  [
    error === "fail" ? "fail" : percentage(error),
    ...(mean === undefined || deviation === undefined ? [] : [`(${plusMinus({ mean, deviation })})`]),
    ...(top5 === undefined ? [] : [`/ ${percentage(top5)}`]),
  ].join(" ");

const medianText = ({ error, top5 }: Measured): string =>
  error ? `${percentage(error.median)}${top5 ? ` / ${percentage(top5.median)}` : ""}` : "fail";

const failedText = ({ failed, runs }: Measured): string => (failed > 0 ? `${failed} of ${runs}` : "");

const measuredCells = (measured: Measured | null): string[] =>
  measured
    ? [
        medianText(measured),
        measured.error ? plusMinus(measured.error) : "",
        String(measured.runs),
        failedText(measured),
        measured.parameters.toLocaleString("en-US"),
        measured.length,
        measured.devices.join(", "),
        measured.dates.join(" to "),
      ]
    : ["", "", "0", "", "", "", "", ""];

/** Published and measured figures side by side. */
export function reproductionTable({ table, scale, rows }: ReproductionStudy): Table {
  const headings = ["published", "median", "mean ± sd", "n", "failed", "parameters", "trained for", "device", "date"];
  return {
    columns: columns(table.columns, headings),
    rows: rows.map(({ cells, published, measured }) => [
      ...cells,
      publishedText(published),
      ...measuredCells(measured),
    ]),
    notes: [
      `${table.id}: ${table.title} (${table.source}). Test error in %${rows.some(({ published }) => published.top5) ? ", top-1 / top-5" : ""}; scale ${scale.name}: ${scale.about}.`,
      ...(scale.name === "full"
        ? []
        : rows.flatMap(({ cells, measured }) =>
            measured ? [`${cells.join(" · ")}: trained was ${measured.network}.`] : [],
          )),
      ...rows.flatMap(({ cells, notes }) => notes.map((note) => `${cells.join(" · ")}: ${note}`)),
      ...table.notes,
    ],
  };
}
