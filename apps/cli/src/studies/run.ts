// What lesion, shuffle, gradients and signal have in common: a network on a device, a study of it, its answer.
import type { Study, StudyOptions, Subject } from "@unravel/analysis";
import { MemoryError } from "@unravel/core";
import type { Weights } from "@unravel/models";
import type { Call } from "../command.ts";
import { requireDevice, withDevice } from "../devices.ts";
import { advising, type ExitCode } from "../failures.ts";
import { inputPaths } from "../inputs/named.ts";
import { loadTested, type Tested, type TestedFlags } from "../inputs/tested.ts";
import { interruption } from "../interruption.ts";
import { startClock } from "../output/speed.ts";
import { answerStudy, originOf, requireOutputs, type StudyFlags, studyProgress } from "../output/study.ts";

/** A study, and what it does in a word or two. */
export type Work = {
  readonly what: string;
  readonly study: (subject: Subject, how: StudyOptions, tested: Tested) => Promise<Study>;
};

/** Loads what the flags name, studies it and answers. Without `weights` the network is untrained. */
export async function runStudy(
  call: Call<TestedFlags & StudyFlags>,
  weights: Weights | undefined,
  { what, study }: Work,
): Promise<ExitCode> {
  const { options, report, commandLine } = call;
  const signal = interruption(report.notice, "stopping");
  requireDevice(options);
  const inputs = inputPaths(options);
  await requireOutputs(options, inputs);
  const tested = await loadTested(options, weights, report, signal);
  const { model, options: changed, parameters, initialSeed, set, normalisation, batch, part } = tested;
  return withDevice(options, report, async (device) => {
    const time = startClock();
    const how = {
      origin: originOf(commandLine, {
        options: changed,
        weights: options.weights ?? null,
        initialSeed,
        split: part,
      }),
      onProgress: studyProgress(report, what),
      signal,
    };
    const subject = { model, parameters, device, set, normalisation, batch };
    const found = await advising(MemoryError, "--batch makes the batch smaller.", () => study(subject, how, tested));
    return answerStudy(call, found, time.seconds(), inputs);
  });
}
