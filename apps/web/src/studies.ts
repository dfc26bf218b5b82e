// The studies that the page offers, and what comes of one. Types and names only: the page itself loads no analysis.
import type { Figure, Study, Table } from "@unravel/analysis";

/** Their names, in the order of the page. */
export const studyNames = ["lesions", "deletions", "shuffles", "paths", "gradients"] as const;
export type StudyName = (typeof studyNames)[number];

/** A study that was carried out, and how it is shown. Figures and table are in English; `text/words.ts` puts them into other words. */
export type StudyResult = {
  readonly name: StudyName;
  /** The network was studied as it was after so many steps. */
  readonly step: number;
  readonly study: Study;
  readonly figures: readonly Figure[];
  readonly table: Table;
};
