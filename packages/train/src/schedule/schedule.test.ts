import { describe, expect, test } from "vitest";
import {
  learningRate,
  observeEpoch,
  observeWindow,
  type RateCurve,
  type Schedule,
  type ScheduleMemory,
  unseen,
} from "./schedule.ts";

/** The rates of `schedule` at some steps of a training of 100 steps, 10 an epoch. */
const rates = (schedule: Schedule, at: readonly number[], memory: ScheduleMemory = unseen) =>
  at.map((step) => learningRate(schedule, { ...memory, step, steps: 100, stepsPerEpoch: 10 }));

const of = (curve: RateCurve, rate = 0.8): Schedule => ({ rate, curve, warmUp: null });

describe("learningRate, by hand", () => {
  test.each<[string, RateCurve, readonly number[], readonly number[]]>([
    ["constant", { kind: "constant" }, [0, 50, 99], [0.8, 0.8, 0.8]],
    [
      "steps at epochs",
      { kind: "steps", at: [{ epochs: 3 }, { epochs: 5 }], factor: 0.5 },
      [0, 29, 30, 49, 50, 99],
      [0.8, 0.8, 0.4, 0.4, 0.2, 0.2],
    ],
    ["steps at steps", { kind: "steps", at: [{ steps: 7 }], factor: 0.1 }, [6, 7], [0.8, 0.08]],
    [
      "cosine",
      { kind: "cosine" },
      [0, 25, 50, 75, 100],
      [0.8, 0.4 * (1 + Math.SQRT1_2), 0.4, 0.4 * (1 - Math.SQRT1_2), 0],
    ],
    ["linear", { kind: "linear" }, [0, 25, 99], [0.8, 0.6, 0.008]],
    ["one cycle", { kind: "oneCycle", peak: 0.2, start: 0.25 }, [0, 10, 20, 60, 100], [0.2, 0.5, 0.8, 0.4, 0]],
  ])("%s", (_, curve, at, expected) => {
    for (const [index, rate] of rates(of(curve), at).entries()) expect(rate).toBeCloseTo(expected[index]!, 12);
  });

  test("a fixed warm-up stands in for the start and delays nothing", () => {
    const curve: RateCurve = { kind: "steps", at: [{ epochs: 2 }], factor: 0.1 };
    expect(rates({ rate: 1, curve, warmUp: { rate: 0.01, until: { epochs: 1 } } }, [0, 9, 10, 19, 20])).toEqual([
      0.01, 0.01, 1, 1, 0.1,
    ]);
    expect(rates({ rate: 1, curve, warmUp: { rate: 0.01, until: { steps: 3 } } }, [2, 3])).toEqual([0.01, 1]);
  });

  test("a warm-up until an error ends with the first window below it, for good", () => {
    const schedule: Schedule = { ...of({ kind: "constant" }), warmUp: { rate: 0.01, until: { error: 80 } } };
    const before = observeWindow(schedule, unseen, 80);
    expect(rates(schedule, [50], before)).toEqual([0.01]);
    const after = observeWindow(schedule, before, 79.9);
    expect(rates(schedule, [50], after)).toEqual([0.8]);
    expect(observeWindow(schedule, after, 95)).toEqual(after);
  });

  test("a plateau reduces after more than `patience` epochs without a new best", () => {
    const schedule = of({ kind: "plateau", factor: 0.1, patience: 2 }, 1);
    let memory = unseen;
    const seen = [50, 40, 41, 40, 39, 39, 39, 39, 45, 45, 45].map((error) => {
      memory = observeEpoch(schedule, memory, error);
      return memory.reductions;
    });
    expect(seen).toEqual([0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 2]);
    expect(rates(schedule, [0], memory)[0]).toBeCloseTo(0.01, 12);
  });

  test("memory is plain JSON", () => {
    expect(JSON.parse(JSON.stringify(unseen))).toEqual(unseen);
  });
});
