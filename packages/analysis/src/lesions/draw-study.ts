// Random lesions measured, and what the draws of one size come to together.
import type { Model } from "@unravel/models";
import { spearman } from "../statistics/ranks.ts";
import { type Summary, summarise } from "../statistics/summary.ts";
import type { Subject } from "../subject.ts";
import { type Draws, randomDeletions, randomShuffles } from "./choose.ts";
import type { Lesion } from "./lesion.ts";
import { type LesionOptions, type LesionStudy, studyLesions } from "./study.ts";

/** Several draws with the same number of deleted blocks or swapped pairs. */
export type LesionGroup = {
  readonly count: number;
  /** In %. */
  readonly error: Summary;
  readonly loss: Summary;
  readonly log2Paths: Summary;
  readonly tau: Summary;
};

/** A study of random lesions; plain JSON. */
export type DrawStudy = Omit<LesionStudy, "kind"> & {
  readonly kind: DrawKind;
  readonly draws: number;
  readonly groups: readonly LesionGroup[];
  /** Spearman's rank correlation of the groups' mean error with their count (deletions) or mean 1 − tau (shuffles); null
   * below three groups, of which two can only agree or not, and if undefined. */
  readonly correlation: number | null;
};

/** What is drawn at random: blocks to delete, or pairs to swap. */
export type DrawKind = "deletions" | "shuffles";

/** How the lesions of a kind are drawn, and what the error is expected to grow with. */
type DrawRow = {
  readonly draw: (model: Model, draws: Draws) => readonly Lesion[];
  readonly cause: (group: LesionGroup) => number;
};

const drawKinds: Readonly<Record<DrawKind, DrawRow>> = {
  deletions: { draw: randomDeletions, cause: ({ count }) => count },
  shuffles: { draw: randomShuffles, cause: ({ tau }) => 1 - tau.mean },
};

/** Measures random lesions of `kind`. Throws as `studyLesions` and the draws (`randomDeletions`, `randomShuffles`) do. */
export async function studyDraws(
  subject: Subject,
  kind: DrawKind,
  draws: Draws,
  options: LesionOptions = {},
): Promise<DrawStudy> {
  const { draw, cause } = drawKinds[kind];
  const study = await studyLesions(subject, draw(subject.model, draws), options);
  const groups = draws.counts.map((count, index): LesionGroup => {
    const results = study.results.slice(index * draws.draws, (index + 1) * draws.draws);
    const summary = (key: "error" | "loss" | "log2Paths" | "tau") => summarise(results.map((result) => result[key]));
    return {
      count,
      error: summary("error"),
      loss: summary("loss"),
      log2Paths: summary("log2Paths"),
      tau: summary("tau"),
    };
  });
  const errors = groups.map(({ error }) => error.mean);
  const correlation = groups.length < 3 ? Number.NaN : spearman(groups.map(cause), errors);
  return {
    ...study,
    kind,
    provenance: { ...study.provenance, seed: draws.seed },
    draws: draws.draws,
    groups,
    correlation: Number.isNaN(correlation) ? null : correlation,
  };
}
