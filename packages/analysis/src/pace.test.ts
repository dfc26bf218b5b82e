// Long studies let events in, so that a page's message or a signal handler can end them: also on a device that never waits for anything.
import { createReferenceDevice } from "@unravel/core";
import { expect, test, vi } from "vitest";
import { studyPathGradients } from "./gradients/study.ts";
import { eachDeletion } from "./lesions/choose.ts";
import { studyLesions } from "./lesions/study.ts";
import type { StudyOptions, Subject } from "./subject.ts";
import { tinyImages, tinyModel, tinyNormalisation, tinyParameters } from "./tiny.testing.ts";

const model = tinyModel();
const subject: Subject = {
  model,
  parameters: tinyParameters(model),
  device: createReferenceDevice(),
  set: tinyImages(1), // so that no single test is long enough to let anything in
  normalisation: tinyNormalisation,
};

/** Far more than is measured in the time that a study may be deaf for. */
const many = 10_000;
const lesions = Array.from({ length: many }, () => eachDeletion(model)[0]!);

test.each([
  ["lesions", (options: StudyOptions) => studyLesions(subject, lesions, options)],
  ["gradients", (options: StudyOptions) => studyPathGradients(subject, { ...options, samples: many, seed: 0 })],
] as const)("a timer ends a study of %s", async (_, study) => {
  const stop = new AbortController();
  // Once it measures: what it does before is over by then.
  const onProgress = vi.fn().mockImplementationOnce(() => setTimeout(() => stop.abort(new Error("enough")), 0));
  await expect(study({ signal: stop.signal, onProgress })).rejects.toThrow("enough");
});
