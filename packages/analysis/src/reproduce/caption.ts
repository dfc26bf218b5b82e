// What has to be said with a reproduced table: what was scaled down, and what differs from the paper.
import type { PaperTable } from "../tables/index.ts";
import { type Beside, grouped, label } from "./beside.ts";
import { networkText, survivalText } from "./network-text.ts";
import { type ScaleName, scales } from "./scales.ts";
import { preparationText, testText, trainingText } from "./training-text.ts";

/** The sentences under `table` of which `rows` were trained. */
export function captionOf(table: PaperTable, scaleName: ScaleName, rows: readonly Beside[]): string[] {
  const scale = scales[scaleName];
  const { failsAbove } = table;
  const bound = failsAbove === null ? "" : `${scale.bounded ? " or" : "; in the paper,"} an error above ${failsAbove}%`;
  const failure = `A failure here is a training that diverged${bound}.`;
  const measured = "Median, mean and deviation are over the runs that did not diverge.";
  const two = table.rows.some(({ published }) => published?.top5 !== undefined)
    ? " Two errors in a cell: top-1 / top-5."
    : "";
  return [
    `${table.id}: ${table.title} (${table.source}). Test error in %, published and measured.${two}`,
    ...(scale.depth
      ? [`Scaled down (${scaleName}): ${scale.about}.`, ...grouped(rows, (row) => `Networks: ${networkText(row)}`)]
      : []),
    ...[trainingText, preparationText, survivalText, testText].flatMap((textOf) => grouped(rows, textOf)),
    `${failure} ${measured}`,
    ...table.rows.flatMap((row) => [
      ...(row.note === undefined ? [] : [`${label(row)}: ${row.note}`]),
      ...("unavailable" in row ? [`${label(row)}: ${row.unavailable}`] : []),
    ]),
    ...table.notes,
  ];
}
