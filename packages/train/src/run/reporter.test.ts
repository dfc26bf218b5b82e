import { describe, expect, test } from "vitest";
import { createMeter } from "./meter.ts";
import { createReporter } from "./reporter.ts";

describe("the meter", () => {
  test("tells images per second between readings, smoothed, without pauses", () => {
    let clock = 0;
    const meter = createMeter(() => clock);
    const mark = (seconds: number, images: number) => {
      clock += 1000 * seconds;
      meter.mark(images);
    };
    mark(5, 10); // the first reading: how long before it work began is not known
    expect(meter.imagesPerSecond()).toBeUndefined();
    mark(2, 50);
    expect(meter.imagesPerSecond()).toBe(20);
    mark(1, 80);
    expect(meter.imagesPerSecond()).toBeCloseTo(20 + 0.3 * (30 - 20), 12);
    clock += 100_000;
    meter.restart(80);
    mark(1, 103);
    expect(meter.imagesPerSecond()).toBeCloseTo(23, 12);
  });
});

describe("the reporter", () => {
  test("means go over the last closed window and the open one", () => {
    const reporter = createReporter({ batch: 10, steps: 20, epochImages: 50, leftOut: 0 });
    expect(reporter.due()).toBe(true);
    expect(reporter.report(1, 0.1)).toMatchObject({ step: 1, steps: 20, epoch: 1, loss: undefined, rate: 0.1 });
    reporter.take(4, { steps: 4, loss: 8, correct: 20 }, true);
    expect(reporter.due()).toBe(false);
    expect(reporter.report(4, 0.1)).toMatchObject({ loss: 2, error: 50 });
    reporter.take(5, { steps: 1, loss: 1, correct: 10 }, false);
    expect(reporter.report(5, 0.1)).toMatchObject({ epoch: 1, loss: 9 / 5, error: 40 });
    reporter.take(6, { steps: 2, loss: 2, correct: 20 }, true);
    expect(reporter.loss()).toBe(10 / 6);
  });
});
