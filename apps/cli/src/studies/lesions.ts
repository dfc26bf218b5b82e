// What lesion and shuffle have in common: a trained network, statistics taken anew, results that are kept.
import type { LesionOptions, Study, Subject } from "@unravel/analysis";
import type { Command } from "commander";
import { type Call, integerWithin } from "../command.ts";
import type { ExitCode } from "../failures.ts";
import { loadTrainingImages, type TestedFlags, withTestedFlags } from "../inputs/tested.ts";
import { requireWeights } from "../inputs/weights.ts";
import { type StudyFlags, withStudyFlags } from "../output/study.ts";
import { keeping, withKeepFlag } from "./kept.ts";
import { runStudy } from "./run.ts";

/** The flags as commander gives them. */
export type LesionFlags = TestedFlags & StudyFlags & { readonly reestimate?: number };

/** Adds the flags to a command. */
export const withLesionFlags = (command: Command): Command =>
  withKeepFlag(withStudyFlags(withTestedFlags(command))).option(
    "--reestimate <n>",
    "take batch norm's statistics anew from n training images (whole batches of them)",
    integerWithin(1, 1e9),
  );

/** Loads what the flags name, carries out `study` and answers. `what`: what it does in a word or two. */
export async function runLesions(
  call: Call<LesionFlags>,
  what: string,
  study: (subject: Subject, how: LesionOptions) => Promise<Study>,
): Promise<ExitCode> {
  const { options, report } = call;
  const { weights, reestimate: count, keep } = options;
  return runStudy(call, await requireWeights(weights), {
    what,
    async study(subject, how, tested) {
      const reestimate =
        count === undefined ? undefined : await loadTrainingImages(options, tested, count, report, how.signal!);
      return keeping(keep, subject, { ...how, reestimate }, report, (kept) => study(subject, kept));
    },
  });
}
