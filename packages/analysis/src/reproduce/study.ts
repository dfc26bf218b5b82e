// A table reproduced: what was published and what was measured, row by row.
import { type Provenance, unknownOrigin } from "../provenance.ts";
import { type Summary, summarise } from "../statistics/summary.ts";
import type { PaperTable, Published, TableRow } from "../tables/index.ts";
import type { RunRecord } from "./record.ts";
import { type ScaleName, scales } from "./scales.ts";

/** What the runs of a row came to. */
export type Measured = {
  /** Of the test error (%), over the runs that came to one; null where all diverged. */
  readonly error: Summary | null;
  readonly top5: Summary | null;
  /** Runs that diverged, or whose error is above the bound that the scale has for a failure. */
  readonly failed: number;
  readonly runs: number;
  /** The network that was trained, its parameters, and for how long. */
  readonly network: string;
  readonly parameters: number;
  readonly length: string;
  /** Test images. */
  readonly images: number;
  readonly devices: readonly string[];
  /** The first and the last. */
  readonly dates: readonly string[];
};

/** A row of the table as it is shown. */
export type ReproductionRow = {
  readonly id: string;
  readonly cells: readonly string[];
  readonly published: Published;
  readonly notes: readonly string[];
  /** Null where no run has ended. */
  readonly measured: Measured | null;
};

/** A reproduced table; plain JSON. */
export type ReproductionStudy = {
  readonly kind: "reproduction";
  readonly provenance: Provenance;
  readonly table: Pick<PaperTable, "id" | "title" | "source" | "columns" | "notes">;
  readonly scale: { readonly name: ScaleName; readonly about: string; readonly failsAbove: number | null };
  readonly rows: readonly ReproductionRow[];
};

const distinct = (values: readonly string[]): string[] => [...new Set(values)].sort();

const lengthText = ({ recipe: { length, batch } }: RunRecord): string =>
  "epochs" in length ? `${length.epochs} epochs` : `${length.steps} steps of ${batch}`;

function summariseOrNull(values: readonly number[]): Summary | null {
  return values.length > 0 ? summarise(values) : null;
}

function measure(records: readonly RunRecord[], failsAbove: number | null): Measured | null {
  const [first] = records;
  if (!first) return null;
  const outcomes = records.flatMap(({ outcome }) => outcome ?? []);
  const good = outcomes.filter(({ error }) => failsAbove === null || error <= failsAbove);
  const options = Object.entries(first.network.options).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  return {
    error: summariseOrNull(outcomes.map(({ error }) => error)),
    top5: summariseOrNull(outcomes.flatMap(({ top5 }) => top5 ?? [])),
    failed: records.length - good.length,
    runs: records.length,
    network: [first.network.name, ...options].join(", "),
    parameters: first.network.parameters,
    length: lengthText(first),
    images: first.test.images,
    devices: distinct(records.map(({ device }) => device.name)),
    dates: distinct(records.map(({ date }) => date)),
  };
}

const reproducedRow = (row: TableRow, records: readonly RunRecord[], failsAbove: number | null): ReproductionRow => ({
  id: row.id,
  cells: row.cells,
  published: row.published,
  notes: [...(row.note === undefined ? [] : [row.note]), ...("unavailable" in row ? [row.unavailable] : [])],
  measured: measure(
    records.filter((record) => record.row === row.id),
    failsAbove,
  ),
});

/** `records`, those of `table` at `scale`, beside what was published. `command`: what gave them. */
export function reproductionOf(
  table: PaperTable,
  scale: ScaleName,
  records: readonly RunRecord[],
  command: string | null,
): ReproductionStudy {
  const { id, title, source, columns, notes } = table;
  const { about, failsAbove } = scales[scale];
  const [first] = records;
  const dates = distinct(records.map(({ date }) => date));
  return {
    kind: "reproduction",
    provenance: {
      ...unknownOrigin,
      command,
      date: dates.at(-1) ?? null,
      model: `${id} at scale ${scale}`,
      split: "test",
      data: first ? { name: first.test.name, images: first.test.images, known: first.test.known } : null,
      device: first ? { name: first.device.name, description: first.device.description } : null,
      seed: null,
    },
    table: { id, title, source, columns, notes },
    scale: { name: scale, about, failsAbove },
    rows: table.rows.map((row) => reproducedRow(row, records, failsAbove)),
  };
}
