// How the studies are carried out: on few draws and the page's own test images, so that each takes seconds.
import {
  deletable,
  eachDeletion,
  figuresOf,
  type Study,
  type StudyOptions,
  type Subject,
  studyDraws,
  studyLesions,
  studyPathGradients,
  studyPaths,
  tableOf,
} from "@unravel/analysis";
import type { StudyName, StudyResult } from "../studies.ts";
import type { State } from "./tester.ts";

/** Studies a network in `state`; its own programs are gone when it ends. Throws the signal's reason, and an Error for what this network has not. */
export type Studier = (
  name: StudyName,
  state: State,
  options: Pick<StudyOptions, "onProgress" | "signal">,
) => Promise<StudyResult>;

/** The same draws for everyone, so that a class sees one figure. */
const seed = 0;
const draws = 4;

/** Swaps of pairs: the networks of the page have few blocks that can change places. */
const swaps = [1, 2, 3, 5, 8];

/** Numbers of blocks to delete, at most so many. */
const mostCounts = 8;

/** Whole numbers from 1 to `most`, at most `mostCounts` of them, evenly spread. */
const countsTo = (most: number): readonly number[] => {
  const length = Math.min(most, mostCounts);
  return Array.from({ length }, (_, index) => Math.round(((index + 1) * most) / length));
};

/** Images of one measurement of a gradient, and paths of each length. */
const gradients = { batch: 32, samples: 4 };

const rows: Readonly<Record<StudyName, (subject: Subject, options: StudyOptions) => Promise<Study>>> = {
  lesions: (subject, options) => studyLesions(subject, eachDeletion(subject.model), options),
  deletions: (subject, options) =>
    studyDraws(subject, "deletions", { counts: countsTo(deletable(subject.model).length), draws, seed }, options),
  shuffles: (subject, options) => studyDraws(subject, "shuffles", { counts: swaps, draws, seed }, options),
  paths: async ({ model }) => studyPaths(model),
  gradients: ({ batch: _, ...subject }, options) =>
    studyPathGradients({ ...subject, batch: gradients.batch }, { ...options, samples: gradients.samples, seed }),
};

/** Studies on a device and images; each study loads programs of its own, so that the training's stay as they are. */
export const createStudier =
  (subject: Omit<Subject, "parameters">): Studier =>
  async (name, { step, parameters }, options) => {
    const origin = { weights: `after ${step} steps`, split: "test", date: new Date().toISOString().slice(0, 10) };
    const study = await rows[name]({ ...subject, parameters: await parameters() }, { ...options, origin });
    return { name, step, study, figures: figuresOf(study), table: tableOf(study) };
  };
