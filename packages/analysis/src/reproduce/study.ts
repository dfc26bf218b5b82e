// A table reproduced: what was published and what was measured, row by row.
import type { Figure } from "../figures/figure.ts";
import { type Provenance, unknownOrigin } from "../provenance.ts";
import { type Summary, summarise } from "../statistics/summary.ts";
import type { PaperTable, Published, TableRow } from "../tables/index.ts";
import { besidePublished } from "./beside.ts";
import { captionOf } from "./caption.ts";
import { essentialsOf } from "./network-text.ts";
import type { RunRecord } from "./record.ts";
import { type ScaleName, scales } from "./scales.ts";
import { lengthText } from "./scaling.ts";

/** What the runs of a row came to. */
export type Measured = {
  /** Of the test error (%), over the runs that came to one; null where all diverged. */
  readonly error: Summary | null;
  readonly top5: Summary | null;
  readonly runs: number;
  /** Runs that diverged, or whose error is above the bound that the scale has for a failure. */
  readonly failed: number;
  /** The trained network's. */
  readonly parameters: number;
  /** "3 epochs", "40 steps". */
  readonly length: string;
  readonly testImages: number;
  readonly devices: readonly string[];
  /** The days on which runs ended. */
  readonly dates: readonly string[];
};

/** A number found in the trained network, beside the paper's words. */
export type FoundRow = { readonly about: string; readonly published: string; readonly measured: Summary };

/** A row of the table as it is shown. */
export type ReproductionRow = {
  readonly id: string;
  readonly cells: readonly string[];
  readonly published: Published | null;
  /** Null where no run has ended. */
  readonly measured: Measured | null;
  readonly found: readonly FoundRow[];
  /** Of the first run's network taken apart. */
  readonly figures: readonly Figure[];
};

/** A reproduced table; plain JSON. */
export type ReproductionStudy = {
  readonly kind: "reproduction";
  readonly provenance: Provenance;
  readonly table: Pick<PaperTable, "id" | "title" | "source" | "columns" | "failsAbove">;
  readonly scale: ScaleName;
  readonly rows: readonly ReproductionRow[];
  /** What the networks are and how long they were trained, in a few words, beside the paper's. */
  readonly essentials: readonly string[];
  /** What is to be known of it, a sentence each: what was scaled down, what differs from the paper. */
  readonly notes: readonly string[];
};

const distinct = (values: readonly string[]): string[] => [...new Set(values)].sort();

const summariseOrNull = (values: readonly number[]): Summary | null => (values.length > 0 ? summarise(values) : null);

function measure(records: readonly RunRecord[], failsAbove: number | null): Measured | null {
  const [first] = records;
  if (!first) return null;
  const outcomes = records.flatMap(({ outcome }) => outcome ?? []);
  const good = outcomes.filter(({ error }) => failsAbove === null || error <= failsAbove);
  return {
    error: summariseOrNull(outcomes.map(({ error }) => error)),
    top5: summariseOrNull(outcomes.flatMap(({ top5 }) => top5 ?? [])),
    runs: records.length,
    failed: records.length - good.length,
    parameters: first.network.parameters,
    length: lengthText(first.recipe),
    testImages: first.test.images,
    devices: distinct(records.map(({ device }) => device.name)),
    dates: distinct(records.map(({ date }) => date)),
  };
}

/** The findings of a row's runs, by dissection, the paper's words beside each. */
function foundIn(row: TableRow, records: readonly RunRecord[]): FoundRow[] {
  const dissections = "network" in row ? (row.network.dissections ?? []) : [];
  const findings = records.flatMap(({ findings: found = [] }) => found);
  return dissections.flatMap(({ name, published }) => {
    const own = findings.filter(({ dissection }) => dissection === name);
    return [...new Map(own.map((finding) => [finding.name, finding.about]))].map(([value, about]) => ({
      about,
      published: published[value] ?? "",
      measured: summarise(own.filter((finding) => finding.name === value).map((finding) => finding.value)),
    }));
  });
}

/** The figures of the first run that has some, under names of their own. */
function figuresIn(id: string, records: readonly RunRecord[]): Figure[] {
  const figures = records.find((record) => record.figures)?.figures ?? [];
  return figures.map((figure) => ({ ...figure, name: `${id}-${figure.name}` }));
}

function reproducedRow(row: TableRow, all: readonly RunRecord[], failsAbove: number | null): ReproductionRow {
  const records = all.filter((record) => record.row === row.id);
  return {
    id: row.id,
    cells: row.cells,
    published: row.published,
    measured: measure(records, failsAbove),
    found: foundIn(row, records),
    figures: figuresIn(row.id, records),
  };
}

/** All data sets that `records` were tested on, as one. */
function testedOn(records: readonly RunRecord[]): Provenance["data"] {
  const sets = [...new Map(records.map(({ test }) => [test.name, test])).values()];
  if (sets.length === 0) return null;
  return {
    name: sets.map(({ name }) => name).join(", "),
    images: sets.reduce((sum, { images }) => sum + images, 0),
    known: records.every(({ test }) => test.known),
  };
}

/** All devices that `records` were measured on, as one: a run may have had fewer threads than another. */
const measuredOn = (records: readonly RunRecord[]): Provenance["device"] =>
  records.length === 0
    ? null
    : {
        name: distinct(records.map(({ device }) => device.name)).join(", "),
        description: distinct(records.map(({ device }) => device.description)).join("; "),
      };

/** `records`, those of `table` at `scale`, beside what was published. `command`: what gave them. */
export function reproductionOf(
  table: PaperTable,
  scale: ScaleName,
  records: readonly RunRecord[],
  command: string | null,
): ReproductionStudy {
  const { id, title, source, columns, rows, failsAbove } = table;
  const beside = besidePublished(table, scale, records);
  return {
    kind: "reproduction",
    provenance: {
      ...unknownOrigin,
      command,
      date: distinct(records.map(({ date }) => date)).at(-1) ?? null,
      model: `${id} at scale ${scale}`,
      split: "test",
      data: testedOn(records),
      device: measuredOn(records),
      seed: null,
    },
    table: { id, title, source, columns, failsAbove },
    scale,
    rows: rows.map((row) => reproducedRow(row, records, scales[scale].bounded ? failsAbove : null)),
    essentials: essentialsOf(beside),
    notes: captionOf(table, scale, beside),
  };
}
