// What has to be said with a reproduced table: what was scaled down, and what differs from the paper.
import { type Recipe, recipes } from "@unravel/train";
import type { PaperTable, TableRow } from "../tables/index.ts";
import type { RunRecord } from "./record.ts";
import { type ScaleName, scales } from "./scales.ts";
import { lengthText } from "./scaling.ts";

/** The options of a network that say how large it is. */
const sizes = ["depths", "branches", "widths", "input", "classes"] as const;

const sizeText = (value: unknown): string => (Array.isArray(value) ? value.join("-") : String(value));

/** "resnet110 with depths 1-1-1, widths 8-16-32". */
function networkText({ network: { name, options } }: RunRecord): string {
  const parts = sizes.flatMap((size) => (options[size] === undefined ? [] : [`${size} ${sizeText(options[size])}`]));
  return parts.length > 0 ? `${name} with ${parts.join(", ")}` : name;
}

type TrainedRow = Extract<TableRow, { readonly network: unknown }>;

const label = ({ cells }: TableRow): string => cells.join(", ");

/** Texts with the rows that share them ("Trained for 3 epochs: identity; dropout."); by itself the one that all share. */
function grouped(entries: readonly (readonly [row: TableRow, text: string])[]): string[] {
  const groups = new Map<string, TableRow[]>();
  for (const [row, text] of entries) groups.set(text, [...(groups.get(text) ?? []), row]);
  if (groups.size === 1) return [...groups].map(([text]) => `${text}.`);
  return [...groups].map(([text, rows]) => `${text}: ${rows.map(label).join("; ")}.`);
}

const lengthOf = (recipe: Recipe): string => `${lengthText(recipe)} of batches of ${recipe.batch}`;

/** How a row was trained, and how the paper has it. */
function trainingText({ network }: TrainedRow, { recipe, train, test }: RunRecord): string {
  const published = lengthOf(recipes[network.recipe]);
  const images = `${train.images.toLocaleString("en-US")} images of ${train.name}, tested on ${test.images.toLocaleString("en-US")}`;
  const heldOut = recipe.validation === 0 ? ", none held out" : "";
  return `Trained for ${lengthOf(recipe)} (published: ${published}) on ${images}${heldOut}`;
}

/** The sentences under a table made of `records`. */
export function captionOf(table: PaperTable, scaleName: ScaleName, records: readonly RunRecord[]): string[] {
  const scale = scales[scaleName];
  const trained = table.rows.flatMap((row) => {
    const record = records.find((each) => each.row === row.id);
    return record && "network" in row ? [{ row, record }] : [];
  });
  const networks = grouped(trained.map(({ row, record }) => [row, networkText(record)]));
  const trainings = grouped(trained.map(({ row, record }) => [row, trainingText(row, record)]));
  const bound =
    scale.failsAbove === null
      ? "A failure here is a training that diverged; in the paper, an error above 20%."
      : `A failure is a training that diverged or an error above ${scale.failsAbove}%.`;
  const measured = "Median, mean and deviation are over the runs that did not diverge.";
  return [
    `${table.id}: ${table.title} (${table.source}). Test error in %, published and measured.`,
    ...(scale.depth
      ? [`Scaled down (${scaleName}): ${scale.about}.`, ...networks.map((text) => `Networks: ${text}`)]
      : []),
    ...trainings,
    `${bound} ${measured}`,
    ...table.rows.flatMap((row) => [
      ...(row.note === undefined ? [] : [`${label(row)}: ${row.note}`]),
      ...("unavailable" in row ? [`${label(row)}: ${row.unavailable}`] : []),
    ]),
    ...table.notes,
  ];
}
