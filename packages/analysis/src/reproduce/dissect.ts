// Trained networks taken apart as Veit et al. 2016 do, each study reduced to the numbers that stand beside the paper's.
import type { Figure } from "../figures/figure.ts";
import { studyPathGradients } from "../gradients/study.ts";
import { deletable, eachDeletion } from "../lesions/choose.ts";
import { type DrawKind, studyDraws } from "../lesions/draw-study.ts";
import { studyLesions } from "../lesions/study.ts";
import { studyPaths } from "../paths/study.ts";
import { summarise } from "../statistics/summary.ts";
import { figuresOf, type Study } from "../studies.ts";
import type { StudyOptions, Subject } from "../subject.ts";
import type { DissectionName } from "../tables/index.ts";
import type { Finding } from "./record.ts";

/** What a dissection gives. */
export type Dissected = { readonly findings: readonly Finding[]; readonly figures: readonly Figure[] };

/** A number that a study finds; null where the network is too small for it. */
type Value = { readonly name: string; readonly about: string; readonly value: number | null };

/** A study, and its numbers. */
type Dissection = (
  subject: Subject,
  seed: number,
  how: StudyOptions,
) => Promise<{ readonly study: Study; readonly values: readonly Value[] }>;

/** Numbers of blocks or swaps that are drawn, as far as the network has them, and how often each. */
const counts = [1, 2, 3, 5, 7, 10, 15, 20, 30, 40, 50] as const;
const draws = 10;

/** Paths of each length. */
const samples = 10;

const drawn =
  (kind: DrawKind, about: string, most: (subject: Subject) => number): Dissection =>
  async (subject, seed, how) => {
    const fitting = counts.filter((count) => count <= most(subject));
    const study = await studyDraws(subject, kind, { counts: fitting, draws, seed }, how);
    return { study, values: [{ name: "correlation", about, value: study.correlation }] };
  };

const dissections: Readonly<Record<DissectionName, Dissection>> = {
  async deletions(subject, _seed, how) {
    const study = await studyLesions(subject, eachDeletion(subject.model), how);
    const { mean, most } = summarise(study.results.map(({ error }) => error));
    return {
      study,
      values: [
        { name: "mean", about: "mean error (%) without one part", value: mean },
        { name: "most", about: "largest error (%) without one part", value: most },
      ],
    };
  },
  randomDeletions: drawn(
    "deletions",
    "rank correlation of the error with the number of blocks deleted",
    ({ model }) => deletable(model).length,
  ),
  shuffles: drawn("shuffles", "rank correlation of the error with 1 − τ after swaps", () => Number.POSITIVE_INFINITY),
  async pathLengths({ model }, _seed, { origin = {} }) {
    const study = studyPaths(model, { origin });
    return { study, values: [{ name: "mean", about: "mean path length in modules", value: study.mean }] };
  },
  async pathGradients(subject, seed, how) {
    const study = await studyPathGradients(subject, { ...how, samples, seed });
    const { from, to, share } = study.effective;
    return {
      study,
      values: [
        { name: "factor", about: "gradient of a path, factor a module", value: study.fit?.factor ?? null },
        { name: "from", about: "effective paths, modules from", value: from },
        { name: "to", about: "effective paths, modules to", value: to },
        { name: "share", about: "effective paths, % of all paths", value: 100 * share },
      ],
    };
  },
};

/** Takes the network of `subject` apart in each of the ways `names`. Throws as the studies do. */
export async function dissect(
  subject: Subject,
  names: readonly DissectionName[],
  seed: number,
  how: StudyOptions,
): Promise<Dissected> {
  const findings: Finding[] = [];
  const figures: Figure[] = [];
  for (const name of names) {
    const { study, values } = await dissections[name](subject, seed, how);
    for (const { value, ...rest } of values) if (value !== null) findings.push({ dissection: name, ...rest, value });
    figures.push(...figuresOf(study));
  }
  return { findings, figures };
}
