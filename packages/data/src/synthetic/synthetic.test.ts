import { expect, test } from "vitest";
import { allIndices, type ImageSet, imageSize } from "../image-set.ts";
import { md5Sum } from "../md5.ts";
import { epochOrder } from "../order.ts";
import { syntheticImages } from "./synthetic.ts";

test("the bytes are those of every machine and every release", async () => {
  const sum = (split: "train" | "test", seed: number) => md5Sum([syntheticImages({ count: 20, split, seed }).images]);
  expect(await sum("train", 0)).toBe("4fe4df5dcbbe65e28cde85179e8a267a");
  expect(await sum("test", 0)).toBe("dd8ff85323d4ee00eeb53c7813a5c496");
  expect(await sum("train", 1)).not.toBe(await sum("train", 0));
});

test("an image does not depend on how many there are, and the classes take turns", () => {
  const [few, many] = [12, 30].map((count) => syntheticImages({ count, split: "train" }));
  expect(many!.images.subarray(0, few!.images.length)).toEqual(few!.images);
  expect([...few!.labels]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1]);
  expect(few!.classes[1]).toBe("striped disc");
  expect(() => syntheticImages({ count: 0, split: "train" })).toThrow("at least 1; got 0");
});

/** The error in % of softmax regression on pixels, after some epochs of stochastic gradient descent. */
function linearError(train: ImageSet, test: ImageSet, epochs: number): number {
  const size = imageSize(train.shape);
  const weights = new Float32Array(10 * (size + 1));
  const scores = new Float64Array(10);
  const inputs = (set: ImageSet, index: number) =>
    Float32Array.from(set.images.subarray(index * size, (index + 1) * size), (x) => x / 128 - 1);
  const classify = (x: Float32Array) => {
    for (let k = 0; k < 10; k += 1) {
      let sum = weights[k * (size + 1) + size]!;
      for (let i = 0; i < size; i += 1) sum += weights[k * (size + 1) + i]! * x[i]!;
      scores[k] = sum;
    }
    return scores.indexOf(Math.max(...scores));
  };
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    for (const index of epochOrder(allIndices(train), 0, epoch)) {
      const x = inputs(train, index);
      const highest = scores[classify(x)]!;
      const odds = scores.map((score) => Math.exp(score - highest));
      const total = odds.reduce((sum, value) => sum + value, 0);
      for (let k = 0; k < 10; k += 1) {
        const step = 0.001 * ((k === train.labels[index] ? 1 : 0) - odds[k]! / total);
        for (let i = 0; i < size; i += 1) weights[k * (size + 1) + i]! += step * x[i]!;
        weights[k * (size + 1) + size]! += step;
      }
    }
  }
  const wrong = test.labels.filter((label, index) => classify(inputs(test, index)) !== label).length;
  return (100 * wrong) / test.labels.length;
}

test("a linear classifier stays far above 40% error", () => {
  const train = syntheticImages({ count: 2000, split: "train" });
  const held = syntheticImages({ count: 500, split: "test" });
  expect(linearError(train, held, 3)).toBeGreaterThan(75);
});

test("mean colours say nothing: each class has dark and bright shapes on backgrounds of all colours", () => {
  const { images, labels } = syntheticImages({ count: 2000, split: "train" });
  const means = new Float64Array(10);
  for (let index = 0; index < 2000; index += 1) {
    const image = images.subarray(index * 3072, (index + 1) * 3072);
    means[labels[index]!]! += image.reduce((sum, x) => sum + x, 0) / 3072 / 200;
  }
  expect(Math.max(...means) - Math.min(...means)).toBeLessThan(8);
});
