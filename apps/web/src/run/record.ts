// What the page knows of a run, as a record.
import type { StudyName, StudyResult } from "../studies.ts";
import type { DeviceReport, Kept, Kernels, Measurement, Pass, Problem, Replacement } from "./protocol.ts";

export type Status =
  | "opening"
  | "ready"
  | "preparing"
  | "training"
  | "pausing"
  | "paused"
  | "finished"
  | "stopping"
  | "failed";

/** Points of a curve: x (steps) and y, of the same length. */
export type Curve = { readonly x: readonly number[]; readonly y: readonly number[] };

export type Lesion = { readonly deleted: readonly string[]; readonly before: number; readonly after: number };

export type Run = {
  readonly status: Status;
  readonly device?: DeviceReport;
  /** Images in the archive that the user gave. */
  readonly archive?: number;
  readonly readingArchive: boolean;
  /** Steps made. */
  readonly step: number;
  readonly latest?: Measurement;
  readonly loss: Curve;
  readonly trainingError: Curve;
  readonly testError: Curve;
  /** The blocks that are deleted now. */
  readonly deleted: readonly string[];
  /** The last measurement without them. */
  readonly lesion?: Lesion;
  /** How many commands to delete blocks have not been answered yet. */
  readonly asked: number;
  /** Test error by the one block that was deleted. */
  readonly alone: Readonly<Record<string, number>>;
  /** How far a test that takes long is. */
  readonly testing?: Pass;
  /** The study that is under way, and how far it is, once that is known. */
  readonly studying?: { readonly name: StudyName; readonly pass?: Pass };
  /** The last study that was carried out. */
  readonly studied?: StudyResult;
  /** How far the kernels of a program are compiled, while they are. */
  readonly compiling?: Kernels;
  /** The last device that was lost, and the one that goes on in its place. */
  readonly replacement?: Replacement;
  /** A run that was cut off and can be gone on with. */
  readonly cutOff?: Kept;
  readonly problem?: Problem;
};

const empty: Curve = { x: [], y: [] };

/** A run of which nothing is known. */
export const nothing: Pick<Run, "step" | "loss" | "trainingError" | "testError" | "deleted" | "alone" | "asked"> = {
  step: 0,
  loss: empty,
  trainingError: empty,
  testError: empty,
  deleted: [],
  alone: {},
  asked: 0,
};

export const initialRun: Run = { status: "opening", readingArchive: false, ...nothing };

/** The states of a run that has begun and answers. */
export const live: ReadonlySet<Status> = new Set(["preparing", "training", "pausing", "paused", "finished"]);

/** Is training on its way, or paused? What it was started with then stays as it is. */
export const isBusy = ({ status }: Run): boolean => live.has(status) && status !== "finished";

/** The run with no test under way. */
export const withoutTesting = ({ testing: _over, ...run }: Run): Run => run;

/** The run with no study under way. */
export const withoutStudying = ({ studying: _over, ...run }: Run): Run => run;

/** Can the network be studied? Not while it changes: a study shows one state of it. */
export const canStudy = ({ status, studying }: Run): boolean =>
  (status === "paused" || status === "finished") && studying === undefined;

/** The run with its problem read and put away. */
export function withoutProblem({ problem: _read, ...run }: Run): Run {
  return run;
}
