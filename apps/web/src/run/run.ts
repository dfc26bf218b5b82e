// What the page knows of a run, as a record; commands and events make a new one.
import type {
  DeviceReport,
  Event,
  Kept,
  Kernels,
  Measurement,
  Pass,
  Problem,
  Replacement,
  RunCommand,
} from "./protocol.ts";

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
  /** How far the kernels of a program are compiled, while they are. */
  readonly compiling?: Kernels;
  /** The last device that was lost, and the one that goes on in its place. */
  readonly replacement?: Replacement;
  /** A run that was cut off and can be gone on with. */
  readonly cutOff?: Kept;
  readonly problem?: Problem;
};

const empty: Curve = { x: [], y: [] };
const nothing = {
  step: 0,
  loss: empty,
  trainingError: empty,
  testError: empty,
  deleted: [],
  alone: {},
  asked: 0,
} as const;

export const initialRun: Run = { status: "opening", readingArchive: false, ...nothing };

const extend = ({ x, y }: Curve, nextX: number, nextY: number): Curve => ({ x: [...x, nextX], y: [...y, nextY] });

/** What survives a reset: the device and the images. */
function kept({ device, archive, readingArchive }: Run): Omit<Run, "status"> {
  return { readingArchive, ...nothing, ...(device && { device }), ...(archive !== undefined && { archive }) };
}

const live: ReadonlySet<Status> = new Set(["preparing", "training", "pausing", "paused", "finished"]);

/** Only a run that has begun answers: without one, deleting a block is but a mark on the drawing. */
const ask = (run: Run): Run => ({ ...withoutProblem(run), asked: run.asked + (live.has(run.status) ? 1 : 0) });

/** Is training on its way, or paused? What it was started with then stays as it is. */
export const isBusy = ({ status }: Run): boolean => live.has(status) && status !== "finished";

/** The run once `command` has been sent. */
export function applyCommand(run: Run, command: RunCommand): Run {
  switch (command.type) {
    case "archive":
      return { ...withoutProblem(run), readingArchive: true };
    case "start":
      return { ...kept(run), status: "preparing" };
    case "pause":
      return { ...run, status: "pausing" };
    case "resume":
      return { ...run, status: "training" };
    case "save":
      return run;
    case "reset":
      return { ...kept(run), status: "stopping" };
    case "delete":
      return { ...ask(run), deleted: command.blocks };
    case "deleteEach":
      return ask(run);
  }
}

/** What still counts while a run is being stopped; the rest is of the run that is no more. */
const outlivesRun: ReadonlySet<Event["type"]> = new Set(["ended", "archive", "replaced"]);

/** The run once `event` has come. */
export function applyEvent(run: Run, event: Event): Run {
  if (run.status === "stopping" && !outlivesRun.has(event.type)) return run;
  switch (event.type) {
    case "device":
      return { ...run, status: "ready", device: event.device };
    case "compiling":
      return applyCompiling(run, event.kernels);
    case "replaced":
      return applyReplacement(run, event.replacement);
    case "kept":
      return { ...run, cutOff: event.kept };
    case "archive":
      return { ...run, readingArchive: false, archive: event.images };
    case "ended":
      return { ...kept(run), status: run.device ? "ready" : "failed" };
    case "training":
    case "paused":
    case "finished":
      return { ...run, status: event.type };
    case "step":
      return { ...run, step: event.step };
    case "measured": {
      const { step, loss, error } = event.measurement;
      return {
        ...run,
        latest: event.measurement,
        loss: extend(run.loss, step, loss),
        trainingError: extend(run.trainingError, step, error),
      };
    }
    case "testing":
      return { ...run, testing: event.pass };
    case "tested":
      return applyTest(withoutTesting(run), event);
    case "answered":
      return { ...run, asked: run.asked - 1 };
    case "alone":
      return { ...withoutTesting(run), alone: { ...run.alone, [event.block]: event.error } };
    case "problem":
      return applyProblem(run, event);
  }
}

/** A measurement of the deleted blocks stands until the blocks or the weights change. */
function applyTest(run: Run, { step, whole, deleted, error }: Extract<Event, { type: "tested" }>): Run {
  const { lesion: _outdated, ...rest } = run;
  const known = run.testError.x.at(-1) === step;
  return {
    ...rest,
    step,
    testError: known ? run.testError : extend(run.testError, step, whole),
    // What each block alone is worth was measured with other weights.
    alone: known ? run.alone : {},
    ...(deleted.length > 0 && { lesion: { deleted, before: whole, after: error } }),
  };
}

const cut = ({ x, y }: Curve, step: number): Curve => {
  const kept = x.filter((each) => each <= step).length;
  return { x: x.slice(0, kept), y: y.slice(0, kept) };
};

/** The run goes back to its last checkpoint: what came after it comes again. */
function applyReplacement(run: Run, replacement: Replacement): Run {
  const { device, step = 0 } = replacement;
  return {
    ...run,
    status: isBusy(run) && run.status !== "stopping" ? "preparing" : run.status,
    device,
    replacement,
    step: Math.min(run.step, step),
    loss: cut(run.loss, step),
    trainingError: cut(run.trainingError, step),
    testError: cut(run.testError, step),
  };
}

function applyCompiling({ compiling: _before, ...run }: Run, kernels: Kernels): Run {
  return kernels.done < kernels.total ? { ...run, compiling: kernels } : run;
}

/** What a kind of problem ends; nothing: the attempt alone. */
type Consequence = { readonly run?: true; readonly device?: true; readonly reading?: true; readonly deleting?: true };

const consequences: Readonly<Record<Problem["kind"], Consequence>> = {
  device: { run: true, device: true },
  lost: { run: true, device: true },
  crashed: { run: true, device: true, reading: true },
  memory: { run: true },
  diverged: { run: true },
  other: { run: true },
  archive: { reading: true },
  // A block that could not be deleted is still there.
  lesion: { deleting: true },
};

function applyProblem(run: Run, { kind, detail }: Problem): Run {
  const ends = consequences[kind];
  const { device, compiling: _over, ...rest } = withoutTesting(run);
  return {
    ...rest,
    ...(device && !ends.device && { device }),
    problem: { kind, detail },
    readingArchive: run.readingArchive && !ends.reading,
    deleted: ends.deleting ? [] : run.deleted,
    ...(ends.run && { asked: 0, status: "failed" }),
  };
}

const withoutTesting = ({ testing: _over, ...run }: Run): Run => run;

/** The run with its problem read and put away. */
export function withoutProblem({ problem: _read, ...run }: Run): Run {
  return run;
}
