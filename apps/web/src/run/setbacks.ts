// What goes wrong with a run, and what is left of it then.
import type { Problem, Replacement } from "./protocol.ts";
import { type Curve, isBusy, type Run, withoutStudying, withoutTesting } from "./record.ts";

const cut = ({ x, y }: Curve, step: number): Curve => {
  const kept = x.filter((each) => each <= step).length;
  return { x: x.slice(0, kept), y: y.slice(0, kept) };
};

/** The run goes back to its last checkpoint: what came after it comes again. */
export function applyReplacement(run: Run, replacement: Replacement): Run {
  const { device } = replacement;
  const step = replacement.step ?? (isBusy(run) ? 0 : Number.POSITIVE_INFINITY);
  return {
    ...run,
    status: isBusy(run) ? "preparing" : run.status,
    device,
    replacement,
    step: Math.min(run.step, step),
    loss: cut(run.loss, step),
    trainingError: cut(run.trainingError, step),
    testError: cut(run.testError, step),
  };
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
  study: {},
};

/** The run once a problem has come: some end it, some the device as well, some neither. */
export function applyProblem(run: Run, { kind, detail }: Problem): Run {
  const ends = consequences[kind];
  const { device, compiling: _over, ...rest } = withoutTesting(ends.run ? withoutStudying(run) : run);
  return {
    ...rest,
    ...(device && !ends.device && { device }),
    problem: { kind, detail },
    readingArchive: run.readingArchive && !ends.reading,
    deleted: ends.deleting ? [] : run.deleted,
    ...(ends.run && { asked: 0, status: "failed" }),
  };
}
