// A reproduced table as a figure and a table.
import type { Figure, Point } from "../figures/figure.ts";
import { axis, columns, figureBase, percentage, plusMinus, provenanceLine, short, type Table } from "../showing.ts";
import type { Published } from "../tables/index.ts";
import type { FoundRow, Measured, ReproductionRow, ReproductionStudy } from "./study.ts";

/** A point for each row that `pick` finds one in, under the row's short name. */
const points = (
  rows: readonly ReproductionRow[],
  pick: (row: ReproductionRow) => Omit<Point, "x"> | undefined,
): Point[] =>
  rows.flatMap((row) => {
    const point = pick(row);
    return point ? [{ x: row.id, ...point }] : [];
  });

/** Published and measured errors side by side, then what the networks taken apart show. */
export function reproductionFigures({ provenance, table, scale, rows, essentials }: ReproductionStudy): Figure[] {
  const published = points(rows, ({ published: figure }) =>
    figure === null || figure.error === "fail" ? undefined : { y: figure.error },
  );
  const failures = points(rows, ({ published: figure }) =>
    figure?.error === "fail" && table.failsAbove !== null ? { y: table.failsAbove } : undefined,
  );
  const measured = points(rows, ({ measured: found }) =>
    found?.error ? { y: found.error.median, low: found.error.least, high: found.error.most } : undefined,
  );
  return [
    {
      ...figureBase(provenance),
      subtitle: [...essentials, provenanceLine(provenance)].join(" · "),
      name: `${table.id.toLowerCase()}-${scale}`,
      title: table.title,
      x: axis("", "category"),
      y: axis("test error (%)"),
      series: [
        // First the one that has every row, whatever the paper calls a failure: it orders the axis.
        { name: `measured at scale ${scale}: median, least to most`, mark: "points", points: measured },
        { name: `published (${table.source})`, mark: "points", points: published },
        ...(failures.length > 0
          ? [
              {
                name: `published: fail (above ${table.failsAbove}%, marked there)`,
                mark: "points" as const,
                points: failures,
              },
            ]
          : []),
      ],
    },
    ...rows.flatMap(({ figures }) => figures),
  ];
}

/** "6.43 (6.61 ± 0.16)", "23.00 / 6.70", "fail". */
function publishedText(published: Published | null): string {
  if (!published) return "";
  const { error, mean, deviation, top5 } = published;
  return [
    error === "fail" ? "fail" : percentage(error),
    ...(mean === undefined || deviation === undefined ? [] : [`(${plusMinus({ mean, deviation })})`]),
    ...(top5 === undefined ? [] : [`/ ${percentage(top5)}`]),
  ].join(" ");
}

const failedText = ({ failed, runs }: Measured): string => (failed > 0 ? `${failed} of ${runs}` : "");

/** The measured columns, in the table's order. */
function measuredCells(measured: Measured | null): string[] {
  if (!measured) return ["", "", "0", "", "", "", "", ""];
  const { error, top5, runs, parameters, length, devices, dates } = measured;
  return [
    error ? `${percentage(error.median)}${top5 ? ` / ${percentage(top5.median)}` : ""}` : "fail",
    // The deviation of one run would be none at all.
    error && runs > 1 ? plusMinus(error) : "",
    String(runs),
    failedText(measured),
    parameters.toLocaleString("en-US"),
    length,
    devices.join(", "),
    dates.join(" to "),
  ];
}

/** The row of a number found in a trained network: its own name stands in the last of the table's columns. */
const foundCells = (cells: readonly string[], { about, published, measured }: FoundRow): string[] => [
  ...cells.slice(0, -1),
  about,
  published,
  short(measured.median),
  measured.count > 1 ? `${short(measured.mean)} ± ${short(measured.deviation)}` : "",
  String(measured.count),
  "",
  "",
  "",
  "",
  "",
];

/** Published and measured figures side by side. */
export function reproductionTable({ table, rows, notes }: ReproductionStudy): Table {
  const headings = ["published", "median", "mean ± sd", "n", "failed", "parameters", "trained for", "device", "date"];
  return {
    title: `${table.id}: ${table.title}`,
    columns: columns(table.columns, headings),
    rows: rows.flatMap(({ cells, published, measured, found }) => [
      [...cells, publishedText(published), ...measuredCells(measured)],
      ...found.map((row) => foundCells(cells, row)),
    ]),
    notes,
  };
}
