// What each block is worth: the error without it (Veit et al. 2016, figure 3).
import { eachDeletion, type LesionStudy, type Subject, studyLesions } from "@unravel/analysis";
import { bar, percent } from "../output/format.ts";
import type { Report } from "../output/report.ts";
import { studyProgress } from "../output/study.ts";
import { table } from "../output/table.ts";

/** Tests a network without each of its blocks in turn. */
export const testWithoutBlocks = (subject: Subject, report: Report, signal: AbortSignal): Promise<LesionStudy> =>
  studyLesions(subject, eachDeletion(subject.model), { signal, onProgress: studyProgress(report, "testing lesions") });

const barWidth = 40;

/** The errors as a table with bars: the whole network first. */
export function deletionTable({ intact, results }: LesionStudy): string {
  const row = (name: string, error: number, change: string) => [
    name,
    percent(error),
    change,
    bar(error / 100, barWidth),
  ];
  return table(
    [
      { heading: "deleted" },
      { heading: "error", align: "right" },
      { heading: "change", align: "right" },
      { heading: "" },
    ],
    [
      row("nothing", intact.error, ""),
      ...results.map(({ deleted, error }) =>
        row(deleted.join(" "), error, `${error < intact.error ? "" : "+"}${(error - intact.error).toFixed(2)}`),
      ),
    ],
  );
}
