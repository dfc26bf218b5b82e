// The tables that can be reproduced, and what that takes.
import { paperTables, planRefusal, planTable, type ScaleName, scales, trainingMacs } from "@unravel/analysis";
import type { Report } from "./report.ts";
import { table } from "./table.ts";

/** Multiply-accumulates a second of training on two cores: ResNet-20 (41 million an image, thrice) at 600 images/s. */
const twoCores = 3 * 41e6 * 600;

/** Hours on two cores, about: small networks take longer than their arithmetic says. Null where the table cannot be trained at that scale. */
function hours(id: string, scale: ScaleName): number | null {
  const runs = planTable(paperTables.find((each) => each.id === id)!, scale, { seeds: 1 });
  if (runs.some((run) => planRefusal(run) !== undefined)) return null;
  return runs.reduce((sum, run) => sum + trainingMacs(run), 0) / twoCores / 3600;
}

const hoursText = (value: number | null): string => {
  if (value === null) return "-";
  return value < 0.1 ? "< 0.1" : value.toLocaleString("en-US", { maximumSignificantDigits: 2 });
};

/** Answers with every table and its rows, the scales, and about how long one seed of each takes. */
export function listTables(report: Report): void {
  const names = Object.keys(scales) as ScaleName[];
  const tables = paperTables.map(({ id, title, source, rows }) => ({
    id,
    title,
    source,
    rows: rows.map((row) => row.id),
    hours: Object.fromEntries(names.map((name) => [name, hours(id, name)])),
  }));
  const about = names.map((name) => ({ name, about: scales[name].about }));
  report.answer({ tables, scales: about }, () =>
    [
      table(
        [
          { heading: "table" },
          { heading: "rows", align: "right" },
          ...names.map((name) => ({ heading: name, align: "right" as const })),
          { heading: "" },
          { heading: "" },
        ],
        tables.map((each) => [
          each.id,
          each.rows.length,
          ...names.map((name) => hoursText(each.hours[name]!)),
          each.title,
          each.source,
        ]),
      ),
      "",
      "Under each scale: about how many hours one seed takes on two cores (-: it cannot be trained at that scale).",
      ...about.map((scale) => `${scale.name}: ${scale.about}.`),
      "The rows' names, for --rows: unravel reproduce --json.",
    ].join("\n"),
  );
}
