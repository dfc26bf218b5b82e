// Tests on squares cut out of larger images.
import { createReferenceDevice } from "@unravel/core";
import { channelStatistics, cropImages } from "@unravel/data";
import { initialise } from "@unravel/models";
import { expect, test } from "vitest";
import { tinyModel, tinySet } from "../run/tiny.testing.ts";
import { evaluateCrops } from "./crops.ts";
import { evaluate } from "./evaluate.ts";

const model = tinyModel({ input: [1, 4, 4] });
const set = tinySet(30);
const options = {
  model,
  parameters: initialise(model, 3),
  device: createReferenceDevice(),
  normalisation: channelStatistics(set),
  set,
  batch: 7,
};

test("the middle square alone is an evaluation of the images cut to it", async () => {
  const middle = cropImages(set, { top: 1, left: 1, mirrored: false }, 4);
  const { loss, lossDeviation, ...counts } = await evaluateCrops(options, "middle");
  const { loss: expected, lossDeviation: deviation, ...rest } = await evaluate({ ...options, set: middle });
  expect(counts).toEqual(rest);
  expect(loss).toBeCloseTo(expected, 6);
  expect(lossDeviation).toBeCloseTo(deviation, 6);
});

test("ten squares: their probabilities are averaged, whatever the batch", async () => {
  const ten = await evaluateCrops(options, "ten");
  expect(ten.images).toBe(30);
  expect(await evaluateCrops({ ...options, batch: 30 }, "ten")).toEqual(ten);
  expect(ten.loss).not.toBeCloseTo((await evaluateCrops(options, "middle")).loss, 6);
  // Cross-entropy is convex: the loss of the mean is at most the mean of the losses.
  const losses = [];
  for (const top of [0, 2, 1]) {
    for (const left of top === 1 ? [1] : [0, 2]) {
      for (const mirrored of [false, true]) {
        losses.push((await evaluate({ ...options, set: cropImages(set, { top, left, mirrored }, 4) })).loss);
      }
    }
  }
  expect(losses).toHaveLength(10);
  expect(ten.loss).toBeLessThan(losses.reduce((sum, loss) => sum + loss, 0) / 10);
});

test("progress counts every square; too small images are refused", async () => {
  const seen: number[][] = [];
  await evaluateCrops({ ...options, onProgress: (done, total) => void seen.push([done, total]) }, "ten");
  expect(seen.at(-1)).toEqual([300, 300]);
  const large = tinyModel({ input: [1, 8, 8] });
  await expect(evaluateCrops({ ...options, model: large }, "ten")).rejects.toThrow(
    /squares of 8 pixels; the images of tiny 1 are 6 x 6, expected squares of at least 8/,
  );
});
