// What cannot be looked into is refused before a study begins, and leaves nothing loaded.
import { createReferenceDevice, type Device } from "@unravel/core";
import { WeightsError } from "@unravel/models";
import { TrainingError } from "@unravel/train";
import { expect, test, vi } from "vitest";
import { studyPathGradients } from "./gradients/study.ts";
import { studyLesions } from "./lesions/study.ts";
import { createProbe } from "./probe.ts";
import { studySignal } from "./signal/study.ts";
import type { Subject } from "./subject.ts";
import { tinyImages, tinyModel, tinyNormalisation, tinyParameters } from "./tiny.testing.ts";

const device = createReferenceDevice({ fill: Number.NaN });
const model = tinyModel();
const parameters = tinyParameters(model);
const subject: Subject = { model, parameters, device, set: tinyImages(6), normalisation: tinyNormalisation };

/** The subject with `value` for every number of the parameter `name`. */
const filled = (name: string, value: number): Subject => {
  const { shape, data } = parameters[name]!;
  return { ...subject, parameters: { ...parameters, [name]: { shape, data: data.map(() => value) } } };
};

const studies = [
  ["gradients", (given: Subject) => studyPathGradients(given, { samples: 1, seed: 0 })],
  ["signal", (given: Subject) => studySignal(given, { statistics: "running" })],
] as const;

test.each(studies)("%s: images that do not fit the network", async (_, study) => {
  const { set } = subject;
  const refused = async (change: Partial<Subject["set"]>, message: RegExp) => {
    const refusal = study({ ...subject, set: { ...set, ...change } });
    await expect(refusal).rejects.toThrow(TrainingError);
    await expect(refusal).rejects.toThrow(message);
  };
  await refused({ labels: new Int32Array() }, /holds no image/);
  await refused({ classes: ["a", "b"] }, /tells 3 classes apart; made up has 2/);
  await refused({ labels: set.labels.map(() => 3) }, /Image 0 of made up has the label 3, expected 0 to 2/);
  await refused({ shape: [3, 4, 16] }, /takes images of 3x8x8 .* made up are 3x4x16/);
});

test("lesions of a network whose parameters are not finite mean nothing", async () => {
  await expect(studyLesions(filled("layer2.0.conv1.weight", Number.NaN), [])).rejects.toThrow(
    /^layer2\.0\.conv1\.weight holds NaN at place 0/,
  );
});

test.each(studies)("%s: numbers that are not finite", async (_, study) => {
  await expect(study(filled("layer2.0.conv1.weight", Number.NaN))).rejects.toThrow(
    /^layer2\.0\.conv1\.weight holds NaN at place 0, expected finite numbers/,
  );
  await expect(study(filled("layer2.1.bn2.running_var", -1))).rejects.toThrow(
    /^The gradient at images of tiny has the norm .* overflow/,
  );
});

test.each([0, 1.5, Number.NaN])("a coverage of %d is no share", async (coverage) => {
  await expect(studyPathGradients(subject, { samples: 1, seed: 0, coverage })).rejects.toThrow(/coverage: expected/);
});

test("parameters that do not fit leave nothing loaded", async () => {
  const dispose = vi.fn();
  const watched: Device = { ...device, load: async (program) => ({ ...(await device.load(program)), dispose }) };
  const probe = createProbe({ ...subject, parameters: {}, device: watched }, { statistics: "running" });
  await expect(probe).rejects.toThrow(WeightsError);
  expect(dispose).toHaveBeenCalledOnce();
});
