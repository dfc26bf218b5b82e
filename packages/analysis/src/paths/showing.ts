// Paths as figures and tables.
import type { Figure } from "../figures/figure.ts";
import { axis, columns, figureBase, short, type Table } from "../showing.ts";
import type { PathStudy, PathsWithin } from "./study.ts";
import { units } from "./units.ts";

/** Shares below this lose digits as numbers, and then are 0. */
const leastShare = 2 ** -1022;

const shareText = ({ share, log2Share }: PathsWithin): string =>
  log2Share !== null && share < leastShare ? `2^${short(log2Share)}` : `${short(100 * share)}%`;

const withinText = (found: PathsWithin): string => `${found.from} to ${found.to}: ${shareText(found)} of the paths`;

/** The paths of a range with their exact number. */
function withinNote(found: PathsWithin): string {
  const { paths, log2Paths } = found;
  return `Lengths ${withinText(found)}, ${paths}${log2Paths === null ? "" : ` (2^${short(log2Paths)})`} of them.`;
}

/** The distribution of the lengths. */
export const pathFigures = (study: PathStudy): Figure[] => [
  {
    ...figureBase(study.provenance, ` · ${study.blocks} blocks, 2^${study.log2Total.toFixed(1)} paths`),
    name: "path-lengths",
    title: "Distribution of path lengths",
    x: axis(`length: ${units[study.unit].about}`),
    y: axis("share of all paths (%)"),
    series: [
      { name: "paths", mark: "bars", points: study.rows.map(({ length, share }) => ({ x: length, y: 100 * share })) },
    ],
    references: [
      { axis: "x", from: study.mean, label: `mean ${study.mean.toFixed(1)}` },
      ...(study.within
        ? [{ axis: "x" as const, from: study.within.from, to: study.within.to, label: withinText(study.within) }]
        : []),
    ],
  },
];

/** Longer lists of lengths than this say less than their sums. */
const mostRows = 120;

/** A row for each length, or of a long list for those that hold more than a millionth of the paths. */
export function pathTable({ rows, total, log2Total, mean, deviation, unit, blocks, stages, within }: PathStudy): Table {
  const shown = rows.length > mostRows ? rows.filter(({ share }) => share > 1e-6) : rows;
  return {
    columns: columns([], ["length", "paths", "share (%)"]),
    rows: shown.map(({ length, paths, share }) => [String(length), paths, short(100 * share)]),
    notes: [
      `${blocks} blocks, ${total} paths (2^${short(log2Total)}); length: ${units[unit].about}; mean ${short(mean)}, standard deviation ${short(deviation)}.`,
      `By stage: ${stages.map((stage) => `${stage.blocks} blocks, 2^${short(stage.log2Total)} paths, mean ${short(stage.mean)}`).join("; ")}.`,
      ...(within ? [withinNote(within)] : []),
      ...(shown.length < rows.length
        ? [`${rows.length - shown.length} lengths with less than 0.0001% are left out here.`]
        : []),
    ],
  };
}
