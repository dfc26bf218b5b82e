import { describe, expect, test } from "vitest";
import { createTimeline, endsEpoch, epochsBy, spans, stepsPerEpoch } from "./timeline.ts";

describe("a training's timeline", () => {
  test("in epochs: the images that fill no batch are left out", () => {
    const timeline = createTimeline({ batch: 3, length: { epochs: 2 } }, 11);
    expect(timeline).toEqual({ batch: 3, steps: 6, epochImages: 9, leftOut: 2 });
    expect(stepsPerEpoch(timeline)).toBe(3);
    expect(spans(timeline, 6, 9)).toEqual([{ epoch: 0, from: 6, to: 9 }]);
    expect(spans(timeline, 9, 12)).toEqual([{ epoch: 1, from: 0, to: 3 }]);
    expect([1, 2, 3, 4, 5, 6].filter((step) => endsEpoch(timeline, step))).toEqual([3, 6]);
  });

  test("in steps: batches are drawn across epochs and every image counts", () => {
    const timeline = createTimeline({ batch: 4, length: { steps: 4 } }, 5);
    expect(timeline).toEqual({ batch: 4, steps: 4, epochImages: 5, leftOut: 0 });
    expect(spans(timeline, 4, 8)).toEqual([
      { epoch: 0, from: 4, to: 5 },
      { epoch: 1, from: 0, to: 3 },
    ]);
    expect([0, 1, 2, 3, 4].map((step) => epochsBy(timeline, step))).toEqual([0, 0, 1, 2, 3]);
    expect([1, 2, 3, 4].filter((step) => endsEpoch(timeline, step))).toEqual([2, 3, 4]);
  });

  test("the papers' 64,000 iterations are 182 epochs of 45,000 images", () => {
    const timeline = createTimeline({ batch: 128, length: { steps: 64_000 } }, 45_000);
    expect(epochsBy(timeline, timeline.steps)).toBe(182);
    expect(stepsPerEpoch(timeline)).toBe(351.5625);
  });

  test("too few images are refused with the way out", () => {
    expect(() => createTimeline({ batch: 128, length: { epochs: 1 } }, 100)).toThrow(
      "There are 100 images to train on, and a batch has 128. Use a smaller batch",
    );
  });
});
