// How commands and events change what the page knows of a run.
import type { Event, Kernels, RunCommand } from "./protocol.ts";
import { type Curve, live, nothing, type Run, withoutProblem, withoutStudying, withoutTesting } from "./record.ts";
import { applyProblem, applyReplacement } from "./setbacks.ts";

const extend = ({ x, y }: Curve, nextX: number, nextY: number): Curve => ({ x: [...x, nextX], y: [...y, nextY] });

/** What survives a reset: the device and the images. */
function kept({ device, archive, readingArchive }: Run): Omit<Run, "status"> {
  return { readingArchive, ...nothing, ...(device && { device }), ...(archive !== undefined && { archive }) };
}

/** Only a run that has begun answers: without one, deleting a block is but a mark on the drawing. */
const ask = (run: Run): Run => ({ ...withoutProblem(run), asked: run.asked + (live.has(run.status) ? 1 : 0) });

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
    case "study":
      return { ...withoutProblem(run), studying: { name: command.name } };
    case "stopStudy":
      return run;
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
    case "studying":
      return run.studying ? { ...run, studying: { ...run.studying, pass: event.pass } } : run;
    case "studied":
      return { ...run, studied: event.result };
    case "studyOver":
      return withoutStudying(run);
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

function applyCompiling({ compiling: _before, ...run }: Run, kernels: Kernels): Run {
  return kernels.done < kernels.total ? { ...run, compiling: kernels } : run;
}
