import { fillNormal, randomStream } from "@unravel/core/random";
import { describe, expect, test } from "vitest";
import { bootstrap } from "./bootstrap.ts";
import { fitExponential } from "./fit.ts";
import { meanInterval, wilsonInterval } from "./intervals.ts";
import { kendallTau, spearman } from "./ranks.ts";
import { log2, ratio } from "./ratio.ts";
import { summarise } from "./summary.ts";

describe("ratios of whole numbers", () => {
  test.each([
    [1n, 3n, 1 / 3],
    [7n, 2n, 3.5],
    [0n, 5n, 0],
    [5n, 0n, 0],
    [2n ** 700n, 2n ** 701n, 0.5],
    [2n ** 2000n, 2n ** 1990n, 1024],
    [3n, 2n ** 1060n, 3 * 2 ** -1060],
    [1n, 2n ** 3000n, 0],
  ])("%s / %s", (part, whole, expected) => {
    expect(ratio(part, whole)).toBe(expected);
  });

  test("logarithms of any size", () => {
    expect(log2(1n)).toBe(0);
    expect(log2(2n ** 3000n)).toBe(3000);
    expect(log2(3n ** 500n)).toBeCloseTo(500 * Math.log2(3), 9);
  });
});

test("a summary", () => {
  expect(summarise([4, 1, 3, 2])).toEqual({
    count: 4,
    mean: 2.5,
    median: 2.5,
    deviation: Math.sqrt(5 / 3),
    least: 1,
    most: 4,
  });
  expect(summarise([7]).deviation).toBe(0);
  expect(() => summarise([])).toThrow("no value");
});

test("a mean's interval", () => {
  const [low, high] = meanInterval(2, 5, 100);
  expect(low).toBeCloseTo(2 - 0.98, 3);
  expect(high).toBeCloseTo(2 + 0.98, 3);
});

describe("Wilson's interval", () => {
  // Newcombe 1998, table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
  test.each([
    [81, 263, 25.53, 36.62],
    [15, 148, 6.24, 16.05],
    [0, 20, 0, 16.11],
    [1, 29, 0.61, 17.18],
  ])("%i of %i", (hits, count, low, high) => {
    const [from, to] = wilsonInterval(hits, count);
    expect(from).toBeCloseTo(low, 2);
    expect(to).toBeCloseTo(high, 2);
  });

  test("no sample, no error, all wrong", () => {
    expect(wilsonInterval(0, 0)).toEqual([0, 100]);
    expect(wilsonInterval(50, 50)[1]).toBe(100);
  });
});

describe("rank correlations", () => {
  test.each([
    [[0, 1, 2, 3], 1],
    [[3, 2, 1, 0], -1],
    [[1, 0, 2, 3], 1 - 2 / 6],
    [[5], 1],
  ])("Kendall's tau of %j", (order, tau) => {
    expect(kendallTau(order)).toBeCloseTo(tau, 12);
  });

  test("Spearman's, with ties", () => {
    expect(spearman([1, 2, 3, 4], [1, 10, 100, 1000])).toBeCloseTo(1, 12);
    expect(spearman([1, 2, 3], [3, 2, 1])).toBeCloseTo(-1, 12);
    // Ranks 1, 2.5, 2.5, 4 against 1, 2, 3, 4.
    expect(spearman([1, 2, 2, 3], [1, 2, 3, 4])).toBeCloseTo(4.5 / Math.sqrt(4.5 * 5), 12);
    expect(spearman([1, 1], [1, 2])).toBeNaN();
  });
});

describe("the exponential fit", () => {
  test("finds the law, and leaves out what has no logarithm", () => {
    const points = [0, 1, 2, 5].map((x) => [x, 3 * 0.5 ** x] as const);
    const fit = fitExponential([...points, [9, 0], [10, Number.NaN]]);
    expect(fit.factor).toBeCloseTo(0.5, 12);
    expect(fit.at0).toBeCloseTo(3, 12);
    expect(fit).toMatchObject({ r2: expect.closeTo(1, 12), points: 4 });
  });

  test("one point is too few", () => {
    expect(() => fitExponential([[1, 2]])).toThrow("two or more x, got 1 usable");
  });
});

describe("a bootstrap", () => {
  const mean = (values: ArrayLike<number>, chosen: readonly number[]) =>
    chosen.reduce((sum, index) => sum + values[index]!, 0) / chosen.length;

  test("covers the mean of a normal in about 95 of 100 samples, and depends on its stream alone", () => {
    let covered = 0;
    for (let sample = 0; sample < 100; sample++) {
      const values = new Float32Array(50);
      fillNormal(randomStream(1, "analysis"), sample, values);
      const interval = () => bootstrap(50, randomStream(2, "analysis", sample), (chosen) => [mean(values, chosen)])[0]!;
      const [low, high] = interval();
      expect(interval()).toEqual([low, high]);
      expect(high - low).toBeLessThan(1);
      if (low < 0 && high > 0) covered += 1;
    }
    expect(covered).toBeGreaterThan(86);
  });

  test("says nothing of a single measurement", () => {
    expect(() => bootstrap(1, randomStream(0, "analysis"), () => [0])).toThrow("two or more measurements, got 1");
  });
});
