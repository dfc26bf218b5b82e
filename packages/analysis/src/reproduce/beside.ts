// Runs beside the paper's own, and the words for where they differ.
import type { PaperTable, TableRow } from "../tables/index.ts";
import { type PlannedRun, planTable } from "./plan.ts";
import type { RunRecord } from "./record.ts";
import type { ScaleName } from "./scales.ts";

/** A row with what was trained for it, and what the paper trained. */
export type Beside = {
  readonly row: TableRow;
  /** Of its first run. */
  readonly record: RunRecord;
  readonly run: PlannedRun;
  readonly published: PlannedRun;
};

/** The rows of `table` that `records` are of, in order. Records are of the runs planned: their fingerprints were compared. */
export function besidePublished(table: PaperTable, scale: ScaleName, records: readonly RunRecord[]): Beside[] {
  const published = planTable(table, "full", { seeds: 1 });
  return planTable(table, scale, { seeds: 1 }).flatMap((run, index) => {
    const row = table.rows.find(({ id }) => id === run.row);
    const record = records.find((each) => each.row === run.row);
    return row && record ? [{ row, record, run, published: published[index]! }] : [];
  });
}

/** "3 epochs (published: 64,000 steps)"; once where both are the same. */
export const asPublished = (own: string, published: string): string =>
  own === published ? own : `${own} (published: ${published})`;

/** The text of the run, and beside it that of the paper's. */
export const bothTexts = ({ run, published }: Beside, textOf: (run: PlannedRun) => string): string =>
  asPublished(textOf(run), textOf(published));

/** A row's cells in a line. */
export const label = ({ cells }: TableRow): string => cells.join(", ");

/**
 * Sentences with the rows that share them ("Trained for 3 epochs: identity; dropout."), and without where all do. A row of which there is
 * nothing to say has the text null.
 */
export function grouped(rows: readonly Beside[], textOf: (row: Beside) => string | null): string[] {
  const groups = new Map<string | null, TableRow[]>();
  for (const each of rows) {
    const text = textOf(each);
    groups.set(text, [...(groups.get(text) ?? []), each.row]);
  }
  return [...groups].flatMap(([text, members]) => {
    if (text === null) return [];
    return groups.size === 1 ? [`${text}.`] : [`${text}: ${members.map(label).join("; ")}.`];
  });
}
