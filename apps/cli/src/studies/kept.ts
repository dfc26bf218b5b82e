// --keep: what a lesion study has measured, in a file from which it goes on after an interruption.
import type { LesionOptions, Subject, TestedLesion } from "@unravel/analysis";
import { toJson } from "@unravel/blocks";
import type { Parameters } from "@unravel/core";
import type { ImageSet } from "@unravel/data";
import { checksum, describeDevice, fingerprint } from "@unravel/train";
import type { Command } from "commander";
import * as v from "valibot";
import { explain, UsageError } from "../failures.ts";
import { hasFile, readUserJson } from "../inputs/file.ts";
import { printable } from "../output/format.ts";
import type { Report } from "../output/report.ts";
import { save } from "../output/save.ts";

/** What must be the same for results to be those of one study. */
type About = Readonly<Record<string, string>>;

/** Results that outlive the process. */
type Kept = {
  readonly known: readonly TestedLesion[];
  /** Keeps a result; it is in the file within seconds, and at the latest after `settle`. */
  add(result: TestedLesion): void;
  /** Waits until all is written. Throws a StoreError where that fails. */
  settle(): Promise<void>;
};

/** Milliseconds between two writes: a crash loses no more. */
const interval = 2000;

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const finite = v.pipe(v.number(), v.finite());
const schema = v.object({
  format: v.literal(1),
  about: v.record(v.string(), v.string()),
  results: v.array(
    v.pipe(
      v.object({
        deleted: v.array(v.string()),
        moved: v.record(v.string(), v.string()),
        images: v.pipe(count, v.minValue(1)),
        wrong: count,
        loss: finite,
        lossDeviation: finite,
      }),
      v.check(({ images, wrong }) => wrong <= images, "more images are wrong than there are"),
    ),
  ),
});

const parametersChecksum = (parameters: Parameters): string =>
  checksum(
    Object.entries(parameters).flatMap(([name, { data }]) => [
      new TextEncoder().encode(name),
      new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
    ]),
  );

const imagesText = (set: ImageSet): string => {
  const { images, name, checksum: sum } = fingerprint(set);
  return `${images} of ${name}, checksum ${sum}`;
};

function aboutOf(subject: Subject, reestimate: ImageSet | undefined): About {
  const { model, parameters, device, set, normalisation, batch } = subject;
  return {
    network: `${model.name}, checksum ${checksum([new TextEncoder().encode(toJson(model))])}`,
    weights: `checksum ${parametersChecksum(parameters)}`,
    images: imagesText(set),
    normalisation: JSON.stringify(normalisation),
    "batch size": String(batch),
    device: Object.values(describeDevice(device)).join(", "),
    "images to re-estimate from": reestimate ? imagesText(reestimate) : "none",
  };
}

/** The results in `file`, none where it does not exist. Throws a UsageError where they are of another study than `about`, or no results. */
async function readKept(file: string, about: About): Promise<readonly TestedLesion[]> {
  if (!(await hasFile(file))) return [];
  const { success, output, issues } = v.safeParse(schema, await readUserJson(file), { abortEarly: true });
  if (!success) {
    const [issue] = issues;
    throw new UsageError(
      `${printable(file)} does not hold what --keep writes (${v.getDotPath(issue) ?? "the whole"}: ${issue.message}): name another file.`,
    );
  }
  for (const [what, own] of Object.entries(about)) {
    const other = output.about[what];
    if (other === own) continue;
    throw new UsageError(
      `${printable(file)} keeps results of other ${what}: ${printable(other ?? "not told")}, now ${own}. Name another file, or delete it to start anew.`,
    );
  }
  return output.results;
}

/** Opens `file` for a study of `subject`. Throws a UsageError where it keeps something else. */
async function openKept(file: string, subject: Subject, reestimate: ImageSet | undefined): Promise<Kept> {
  const about = aboutOf(subject, reestimate);
  const results = [...(await readKept(file, about))];
  const known = [...results];
  let writing = Promise.resolve();
  let written = Number.NEGATIVE_INFINITY;
  const write = () => {
    written = performance.now();
    writing = writing.catch(() => {}).then(() => save(file, `${JSON.stringify({ format: 1, about, results })}\n`));
    writing.catch(() => {}); // settle tells
  };
  return {
    known,
    add({ deleted, moved, images, wrong, loss, lossDeviation }) {
      results.push({ deleted, moved, images, wrong, loss, lossDeviation });
      if (performance.now() - written > interval) write();
    },
    async settle() {
      if (results.length > known.length) write();
      await writing;
    },
  };
}

/** Adds --keep to a command. */
export const withKeepFlag = (command: Command): Command =>
  command.option(
    "--keep <file>",
    "write each result to this .json file as it is measured, and go on from those it has: the same command resumes",
  );

/** Carries out `study`, keeping its results in `file` where there is one. What cannot be kept is told and ends nothing. */
export async function keeping<Result>(
  file: string | undefined,
  subject: Subject,
  how: LesionOptions,
  report: Report,
  study: (how: LesionOptions) => Promise<Result>,
): Promise<Result> {
  if (file === undefined) return study(how);
  const { known, add, settle } = await openKept(file, subject, how.reestimate);
  if (known.length > 0) report.notice(`going on from ${known.length} results in ${printable(file)}`);
  try {
    return await study({ ...how, known, onResult: add });
  } finally {
    const failure = await settle().then(
      () => undefined,
      (error: unknown) => explain(error, false),
    );
    if (failure !== undefined) report.notice(failure);
    else if (how.signal?.aborted && (await hasFile(file)))
      report.notice(`${printable(file)} keeps what was measured; the same command goes on from it`);
  }
}
