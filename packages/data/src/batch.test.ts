import { describe, expect, test } from "vitest";
import { type BatchRequest, fillBatch } from "./batch.ts";
import { type ImageSet, selectImages } from "./image-set.ts";
import { channelStatistics, normalisations, pixelMean } from "./normalisation.ts";
import { epochOrder, splitTrainValidation } from "./order.ts";
import { padCropFlip, placeBatch } from "./placement.ts";

const count = 40;
const set: ImageSet = {
  name: "test",
  shape: [2, 5, 4],
  images: Uint8Array.from({ length: count * 40 }, (_, at) => (at * 37 + (at >> 5)) % 256),
  labels: Int32Array.from({ length: count }, (_, at) => at % 7),
  classes: ["a", "b", "c", "d", "e", "f", "g"],
  provenance: { source: "here", files: [], known: true },
};
const plain = { mean: [0, 0], std: [1, 1] };

function batch(request: Partial<BatchRequest> & Pick<BatchRequest, "indices">, size = request.indices.length) {
  const out = new Float32Array(size * 40).fill(9);
  const labels = new Int32Array(size).fill(9);
  const valid = fillBatch({ set, normalisation: plain, out, labels, ...request });
  return { out, labels, valid, image: (at: number) => [...out.subarray(at * 40, (at + 1) * 40)] };
}

describe("batches", () => {
  test("are the images in the given order, normalised by channel", () => {
    const { out, labels } = batch({ indices: [3, 0], normalisation: { mean: [0.5, 0.25], std: [0.2, 0.1] } });
    expect([...labels]).toEqual([3, 0]);
    expect(out[0]).toBeCloseTo((set.images[120]! / 255 - 0.5) / 0.2, 6);
    expect(out[41]).toBeCloseTo((set.images[1]! / 255 - 0.25) / 0.1, 6);
  });

  test("are normalised by pixel", () => {
    const mean = pixelMean(set);
    const { out } = batch({ indices: [5], normalisation: { pixelMean: mean } });
    for (const at of [0, 17, 39]) expect(out[at]).toBeCloseTo(set.images[200 + at]! / 255 - mean[at]!, 6);
  });

  test("that are not full end in zeros, and say how many images are valid", () => {
    const { valid, labels, image } = batch({ indices: [8, 9] }, 3);
    expect([valid, ...labels]).toEqual([2, 1, 2, 0]);
    expect(image(2)).toEqual(new Array(40).fill(0));
  });

  test("draw changes by seed, epoch and image alone, whatever else is in the batch", () => {
    const augmentation = { pad: 2, crop: true, flip: true };
    const whole = batch({ indices: [...Array(count).keys()], augmentation, seed: 3, epoch: 2 });
    for (const index of [0, 7, 39]) {
      const other = batch({ indices: [1, index], augmentation, seed: 3, epoch: 2 }, 4);
      expect(other.image(1)).toEqual(whole.image(index));
    }
    expect(batch({ indices: [7], augmentation, seed: 3, epoch: 3 }).image(0)).not.toEqual(whole.image(7));
    expect(batch({ indices: [7], augmentation, seed: 4, epoch: 2 }).image(0)).not.toEqual(whole.image(7));
  });

  test("shift by every amount up to the padding, and mirror half of the images", () => {
    const bright = { ...set, images: new Uint8Array(count * 40).fill(255) };
    const seen = { flips: 0, shifts: new Set<string>() };
    for (let epoch = 0; epoch < 20; epoch += 1) {
      const augmentation = { pad: 1, crop: true, flip: false };
      const moved = batch({ set: bright, indices: [...Array(count).keys()], augmentation, epoch });
      for (let i = 0; i < count; i += 1) {
        const image = moved.image(i);
        const row = (y: number) => image.slice(y * 8, (y + 1) * 8).some((x) => x > 0);
        const column = (x: number) => [0, 1, 2, 3, 4].some((y) => image[y * 8 + x * 2]! > 0);
        seen.shifts.add(`${Number(!row(0)) - Number(!row(4))},${Number(!column(0)) - Number(!column(3))}`);
      }
      const mirrored = batch({
        indices: [...Array(count).keys()],
        augmentation: { pad: 0, crop: true, flip: true },
        epoch,
      });
      for (let i = 0; i < count; i += 1) {
        const [first, , , , , , last] = [...set.images.subarray(i * 40, i * 40 + 7)];
        if (first !== last && Math.abs(mirrored.image(i)[0]! - last! / 255) < 1e-6) seen.flips += 1;
      }
    }
    expect(seen.shifts.size).toBe(9);
    expect(Math.abs(seen.flips - 400)).toBeLessThan(60);
  });

  test("move a mean image with the image: a place outside is exactly zero, the rest is centred", () => {
    const mean = pixelMean(set);
    const means = { ...set, images: Uint8Array.from(set.images, (_, at) => Math.round(mean[at % 40]! * 255)) };
    const { out } = batch({
      set: means,
      indices: [0, 1, 2, 3],
      normalisation: { pixelMean: mean },
      augmentation: padCropFlip,
    });
    expect(Math.max(...out.map(Math.abs))).toBeLessThan(0.5 / 255 + 1e-6);
  });

  test("can be placed first: the same draws, and −1 where there is no image", () => {
    const [placements, labels] = [new Int32Array(12), new Int32Array(3)];
    const augmentation = { pad: 2, crop: true, flip: true };
    expect(placeBatch({ set, indices: [8, 9], augmentation, seed: 3, placements, labels })).toBe(2);
    const { out } = batch({ indices: [8], augmentation, seed: 3 });
    const [index, top, left, mirrored] = [...placements] as [number, number, number, number];
    const moved = Array.from({ length: 40 }, (_, at) => {
      const [y, x] = [Math.floor(at / 8) + top, ((at % 8) >> 1) as number];
      const column = (mirrored ? 3 - x : x) + left;
      const inside = y >= 0 && y < 5 && column >= 0 && column < 4;
      return inside ? set.images[index * 40 + (y * 4 + column) * 2 + (at % 2)]! / 255 : 0;
    });
    expect([...out]).toEqual(moved.map((value) => expect.closeTo(value, 6)));
    expect([...placements.subarray(8)]).toEqual([-1, 0, 0, 0]);
    expect([...labels]).toEqual([1, 2, 0]);
    expect(() => placeBatch({ set, indices: [1], placements, labels: new Int32Array(1) })).toThrow(
      "A batch of 1 images needs 4 numbers of placements and at most 1 indices, got 12 and 1.",
    );
  });

  test("refuse what does not belong together", () => {
    expect(() => batch({ indices: [40] })).toThrow("test has images 0 to 39; there is no image 40");
    expect(() => batch({ indices: [1, 2] }, 1)).toThrow("needs 40 numbers and at most 1 indices, got 40 and 2");
    expect(() => batch({ indices: [1], normalisation: normalisations.cifar10 })).toThrow(
      "has 3 means and 3 deviations, expected 2 for images of 2 x 5 x 4",
    );
    expect(() => batch({ indices: [1], normalisation: { pixelMean: new Float32Array(5) } })).toThrow(
      "has 5 means, expected 40 for images of 2 x 5 x 4",
    );
    expect(() => batch({ indices: [1], normalisation: { mean: [0, 0], std: [1, 0] } })).toThrow(
      "deviation of channel 1 is 0",
    );
  });
});

describe("statistics", () => {
  test("are the mean and deviation of each channel", () => {
    const { mean, std } = channelStatistics(set, [2, 4]);
    const red = [2, 4]
      .flatMap((index) => [...set.images.subarray(index * 40, (index + 1) * 40)])
      .filter((_, at) => at % 2 === 0);
    const expected = red.reduce((sum, x) => sum + x, 0) / red.length / 255;
    expect(mean[0]).toBeCloseTo(expected, 12);
    expect(std[0]! ** 2).toBeCloseTo(red.reduce((sum, x) => sum + (x / 255 - expected) ** 2, 0) / red.length, 12);
    expect(() => channelStatistics(set, [])).toThrow("expected one or more");
  });
});

describe("order", () => {
  test("an epoch has every image once, in an order of its own", () => {
    const indices = Uint32Array.of(5, 9, 11, 20, 33);
    const order = epochOrder(indices, 1, 0);
    expect([...order].sort((a, b) => a - b)).toEqual([...indices]);
    expect(epochOrder(indices, 1, 0)).toEqual(order);
    const orders = [0, 1, 2, 3, 4].map((epoch) => epochOrder(indices, 1, epoch).join());
    expect(new Set(orders).size).toBeGreaterThan(2);
  });

  test("a split is whole, ascending, and always the same", () => {
    const { train, validation } = splitTrainValidation(50_000);
    expect([train.length, validation.length]).toEqual([45_000, 5000]);
    expect(new Set([...train, ...validation]).size).toBe(50_000);
    expect(validation).toEqual(validation.slice().sort());
    expect([...validation.subarray(0, 3)]).toEqual([23, 32, 34]);
    expect(() => splitTrainValidation(10, 10)).toThrow(
      "10 of 10 images cannot be held back for validation: expected 1 to 9",
    );
  });

  test("chosen images are a set of their own", () => {
    const chosen = selectImages(set, [3, 1]);
    expect([...chosen.labels]).toEqual([3, 1]);
    expect(chosen.images.subarray(40)).toEqual(set.images.subarray(40, 80));
  });
});
