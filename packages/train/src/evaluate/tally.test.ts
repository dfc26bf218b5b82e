import { describe, expect, test } from "vitest";
import { addLogits, concludeTally, createTally } from "./tally.ts";

describe("an evaluation's tally", () => {
  test("three classes by hand, in two batches, the second padded", () => {
    const tally = createTally(3);
    addLogits(tally, Float32Array.of(5, 1, 2, 1, 1, 0), Int32Array.of(0, 1), 2);
    addLogits(tally, Float32Array.of(0, 9, 8, 7, 7, 7), Int32Array.of(2, 0), 1);
    const { loss, lossDeviation, ...rest } = concludeTally(tally, ["cat", "dog", "owl"]);
    const e = Math.exp;
    const losses = [Math.log(1 + e(-4) + e(-3)), Math.log(2 + e(-1)), Math.log(1 + e(-9) + e(-1)) + 1];
    expect(loss).toBeCloseTo(losses.reduce((sum, x) => sum + x) / 3, 12);
    const squares = losses.reduce((sum, x) => sum + (x - loss) ** 2, 0);
    expect(lossDeviation).toBeCloseTo(Math.sqrt(squares / 2), 12);
    expect(rest).toEqual({
      images: 3,
      wrong: 2,
      error: 200 / 3,
      perClass: [
        { name: "cat", images: 1, wrong: 0, error: 0 },
        { name: "dog", images: 1, wrong: 1, error: 100 }, // two equal logits: the first is the guess
        { name: "owl", images: 1, wrong: 1, error: 100 },
      ],
      confusion: [
        [1, 0, 0],
        [1, 0, 0],
        [0, 1, 0],
      ],
    });
  });

  test("the five best guesses count from 100 classes on", () => {
    const names = Array.from({ length: 100 }, (_, index) => `class ${index}`);
    const tally = createTally(100);
    const logits = Float32Array.from({ length: 200 }, (_, index) => -(index % 100));
    addLogits(tally, logits, Int32Array.of(4, 5), 2);
    expect(concludeTally(tally, names)).toMatchObject({ wrong: 2, top5: { wrong: 1, error: 50 } });
  });

  test("large logits do not overflow; one that is no number shows in the loss", () => {
    const tally = createTally(2);
    addLogits(tally, Float32Array.of(1e30, -1e30), Int32Array.of(0), 1);
    expect(concludeTally(tally, ["a", "b"]).loss).toBe(0);
    addLogits(tally, Float32Array.of(Number.NaN, 1), Int32Array.of(1), 1);
    expect(concludeTally(tally, ["a", "b"]).loss).toBeNaN();
  });
});
