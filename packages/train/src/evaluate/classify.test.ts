import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createReferenceDevice } from "@unravel/core";
import { openStore } from "@unravel/core/store";
import { wasm } from "@unravel/core/wasm";
import { loadCifar } from "@unravel/data";
import { buildModelFor, initialise, loadModel, readWeights, saveWeights } from "@unravel/models";
import { expect, test } from "vitest";
import { realDataTest, unpackCifar } from "../../../../tests/support/real-data.ts";
import { tinyModel, tinySet } from "../run/tiny.testing.ts";
import { createClassifier } from "./classify.ts";
import { createEvaluator } from "./evaluate.ts";

const device = createReferenceDevice();
const normalisation = { mean: [0.5], std: [0.25] };
const model = tinyModel();
const parameters = initialise(model, 1);
const set = tinySet(5);
const imagesOf = (images: Uint8Array, size: number) =>
  Array.from({ length: images.length / size }, (_, index) => images.subarray(index * size, (index + 1) * size));
const images = imagesOf(set.images, 36);

test("the likeliest classes, as an evaluation counts them, from a file that knows its network", async () => {
  const { classes } = set;
  const file = saveWeights(model, parameters, { normalisation, classes });
  const classifier = await createClassifier({ ...loadModel(readWeights(file)), device });
  const guesses = await classifier.classify(images);
  expect(guesses.map((each) => each.length)).toEqual([3, 3, 3, 3, 3]);
  for (const each of guesses) {
    expect(each.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 12);
    expect(each[0]!.probability).toBeGreaterThanOrEqual(each[1]!.probability);
    expect(each.every(({ label, class: index }) => label === classes[index])).toBe(true);
  }
  const evaluator = await createEvaluator({ model, parameters, device });
  const { wrong } = await evaluator.evaluate({ set, normalisation });
  expect(guesses.filter(([best], index) => best!.class !== set.labels[index])).toHaveLength(wrong);
});

test("calls that overlap, batches and limits change nothing else", async () => {
  const given = { model, parameters, device, normalisation };
  const [single, paired] = [await createClassifier(given), await createClassifier({ ...given, batch: 2 })];
  const whole = await paired.classify(images, { top: 2 });
  expect(await Promise.all(images.map((image) => single.classify([image], { top: 2 })))).toEqual(
    whole.map((guesses) => [guesses]),
  );
  expect(whole[0]).toHaveLength(2);
  expect(whole[0]![0]!.label).toBe(`class ${whole[0]![0]!.class}`);
  expect(await single.classify([])).toEqual([]);
});

test("refuses what it cannot know, and goes on after a bad image", async () => {
  const given = { model, parameters, device };
  await expect(createClassifier(given)).rejects.toThrow("not known how images are normalised for preresnet110");
  await expect(createClassifier({ ...given, normalisation, classes: ["a"] })).rejects.toThrow(
    "preresnet110 tells 3 classes apart, and 1 names were given",
  );
  const classifier = await createClassifier({ ...given, normalisation });
  await expect(classifier.classify([images[0]!, new Uint8Array(7)])).rejects.toThrow(
    "Image 1 has 7 bytes, expected 36: preresnet110 takes 6 x 6 pixels of 1 channels.",
  );
  await expect(classifier.classify(images, { signal: AbortSignal.abort() })).rejects.toThrow("abort");
  expect(await classifier.classify(images)).toHaveLength(5);
});

realDataTest("other people's ResNet-20 names real images as PyTorch does", async ({ realData }) => {
  const weights = readWeights(await readFile(join(realData, "weights/resnet20-12fca82f.th")));
  const directory = openStore(await unpackCifar());
  const cifar = await loadCifar({ dataset: "cifar10", split: "test", directory });
  const opened = await wasm.open({ byName: true });
  const classifier = await createClassifier({
    model: buildModelFor(weights, "resnet20"),
    parameters: weights.tensors,
    normalisation: weights.normalisation!,
    classes: cifar.classes,
    device: opened,
    batch: 16,
  });
  const guesses = await classifier.classify(imagesOf(cifar.images.subarray(0, 64 * 3072), 3072));
  const theirs = await readFile(join(realData, "reference/resnet20_argmax_test0-4999.bin"));
  expect(guesses.map(([best]) => best!.label)).toEqual([...theirs.subarray(0, 64)].map((at) => cifar.classes[at]));
  classifier.dispose();
  await opened.dispose();
});
