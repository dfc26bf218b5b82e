// Lesions as figures and tables.
import type { Figure, Point } from "../figures/figure.ts";
import { around, axis, columns, figureBase, percentage, plusMinus, short, type Table } from "../showing.ts";
import type { DrawStudy, LesionGroup } from "./draw-study.ts";
import type { LesionResult, LesionStudy } from "./study.ts";

const anew = ({ reestimated }: Pick<LesionStudy, "reestimated">): string =>
  reestimated === null ? "" : `, batch norm's statistics anew from ${reestimated.toLocaleString("en-US")}`;

/** How the statistics of all rows came to be, where they are not the trained ones. */
const anewNotes = ({ reestimated }: Pick<LesionStudy, "reestimated">): string[] =>
  reestimated === null
    ? []
    : [
        `Batch norm's statistics were taken anew in every row, the whole network's too, from ${reestimated.toLocaleString("en-US")} training images.`,
      ];

const nameOf = ({ deleted }: LesionResult): string =>
  deleted.length > 3 ? `${deleted[0]} and ${deleted.length - 1} more` : deleted.join(" ") || "nothing";

const wholeLine = ({ error }: LesionResult): Figure["references"] => [
  { axis: "y", from: error, label: `whole: ${percentage(error)}%` },
];

/** The error without each part beside that of the whole network. */
export function lesionFigures(study: LesionStudy): Figure[] {
  const points = study.results.map(
    (result): Point => ({ x: nameOf(result), y: result.error, low: result.interval[0], high: result.interval[1] }),
  );
  return [
    {
      ...figureBase(study.provenance, anew(study)),
      name: "deleted",
      title: "Error without each part",
      x: axis("deleted", "category"),
      y: axis("error (%), 95% interval"),
      series: [{ name: "error", mark: "bars", points }],
      references: wholeLine(study.intact),
    },
  ];
}

/** A row for each part deleted, the whole network first. */
export function lesionTable({ intact, results, reestimated }: LesionStudy): Table {
  return {
    columns: columns(["deleted"], ["error (%)", "95% interval", "change", "loss", "loss, 95% interval"]),
    rows: [intact, ...results].map((result) => [
      nameOf(result),
      percentage(result.error),
      result.interval.map(percentage).join(" to "),
      result === intact ? "" : `${result.error < intact.error ? "" : "+"}${percentage(result.error - intact.error)}`,
      result.loss.toFixed(4),
      result.lossInterval.map((end) => end.toFixed(4)).join(" to "),
    ]),
    notes: anewNotes({ reestimated }),
  };
}

/** What draws are shown against: the value of one result, and of a group's mean. */
type Cause = {
  readonly name: string;
  readonly title: string;
  readonly axis: string;
  readonly of: (result: LesionResult) => number;
  readonly ofGroup: (group: LesionGroup) => number;
};

const paths: Cause = {
  name: "paths-left",
  title: "Error against the number of paths that are left",
  axis: "paths left (log2)",
  of: ({ log2Paths }) => log2Paths,
  ofGroup: ({ log2Paths }) => log2Paths.mean,
};

const causes: Readonly<Record<DrawStudy["kind"], readonly Cause[]>> = {
  deletions: [
    {
      name: "deleted-at-random",
      title: "Error against the number of parts deleted",
      axis: "parts deleted",
      of: ({ deleted }) => deleted.length,
      ofGroup: ({ count }) => count,
    },
    paths,
  ],
  shuffles: [
    {
      name: "shuffled",
      title: "Error against how far the blocks are shuffled",
      axis: "1 − Kendall's tau",
      of: ({ tau }) => 1 - tau,
      ofGroup: ({ tau }) => 1 - tau.mean,
    },
  ],
};

/** The error of every draw and the mean of each group, against what is expected to cause it. */
export const drawFigures = (study: DrawStudy): Figure[] =>
  causes[study.kind].map(({ name, title, axis: along, of, ofGroup }) => ({
    ...figureBase(study.provenance, anew(study)),
    name,
    title,
    x: axis(along),
    y: axis("error (%)"),
    series: [
      { name: "draws", mark: "points", points: study.results.map((result) => ({ x: of(result), y: result.error })) },
      {
        name: `mean of ${study.draws} draws, ± standard deviation`,
        mark: "line",
        points: study.groups.map((group) => around(ofGroup(group), group.error)),
      },
    ],
    references: wholeLine(study.intact),
  }));

/** What the draws of a kind count. */
const counted: Readonly<Record<DrawStudy["kind"], { readonly heading: string; readonly cause: string }>> = {
  deletions: { heading: "deleted", cause: "the number of parts deleted" },
  shuffles: { heading: "swaps", cause: "1 − tau" },
};

/** A row for each number of deleted parts or swapped pairs. */
export function drawTable({ kind, groups, draws, intact, correlation, reestimated }: DrawStudy): Table {
  const { heading, cause } = counted[kind];
  return {
    columns: columns([], [heading, "error (%), mean ± sd", "median", "least", "most", "loss", "tau", "log2 paths"]),
    rows: groups.map(({ count, error, loss, tau, log2Paths }) => [
      String(count),
      plusMinus(error),
      percentage(error.median),
      percentage(error.least),
      percentage(error.most),
      loss.mean.toFixed(4),
      tau.mean.toFixed(3),
      short(log2Paths.mean),
    ]),
    notes: [
      `${draws} draws each; the whole network: ${percentage(intact.error)}%.`,
      ...anewNotes({ reestimated }),
      ...(correlation === null
        ? []
        : [`Spearman's rank correlation of the mean error with ${cause}: ${correlation.toFixed(3)}.`]),
    ],
  };
}
