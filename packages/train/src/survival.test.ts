import type { Model } from "@unravel/models";
import { describe, expect, test } from "vitest";
import { evaluationGates, hasStochasticDepth, survivalGates } from "./survival.ts";

const path = (survival: number) => ({ ops: [], gain: 1, survival });
const block = (name: string, survival: number) => ({
  name,
  pre: [],
  gate: [],
  shortcut: path(1),
  branches: [path(survival)],
  post: [],
});
const model: Model = {
  format: 1,
  name: "three blocks",
  input: [3, 8, 8],
  stem: [],
  stages: [[block("a", 1), block("b", 0.75)], [block("c", 0.5)]],
  head: [],
};

describe("stochastic depth", () => {
  test("testing weighs each branch by its survival probability", () => {
    expect(evaluationGates(model)).toEqual({ "b.branch0": 0.75, "c.branch0": 0.5 });
    expect(hasStochasticDepth(model)).toBe(true);
    expect(hasStochasticDepth({ ...model, stages: [[block("a", 1)]] })).toBe(false);
  });

  test("training draws each branch with its probability, by seed and step alone", () => {
    const draws = Array.from({ length: 4000 }, (_, step) => survivalGates(model, 3, step));
    const share = (name: string) => draws.reduce((sum, gates) => sum + gates[name]!, 0) / draws.length;
    expect(share("b.branch0")).toBeCloseTo(0.75, 1);
    expect(share("c.branch0")).toBeCloseTo(0.5, 1);
    expect(Object.keys(draws[0]!)).toEqual(["b.branch0", "c.branch0"]);
    expect(survivalGates(model, 3, 17)).toEqual(draws[17]);
    expect(Array.from({ length: 64 }, (_, step) => survivalGates(model, 4, step))).not.toEqual(draws.slice(0, 64));
  });

  describe("as many in every step", () => {
    const uniformly = (survival: number, blocks: number): Model => ({
      ...model,
      stages: [Array.from({ length: blocks }, (_, index) => block(`b${index}`, survival))],
    });
    const drawn = (of: Model, steps: number) =>
      Array.from({ length: steps }, (_, step) => Object.values(survivalGates(of, 7, step, "fixedCount")));
    const survivors = (gates: readonly number[]) => gates.reduce((sum, gate) => sum + gate, 0);

    test("23 of 54, each block as likely, and every pair", () => {
      const steps = drawn(uniformly(23 / 54, 54), 4000);
      expect(new Set(steps.map(survivors))).toEqual(new Set([23]));
      const share = (...blocks: number[]) =>
        steps.filter((gates) => blocks.every((index) => gates[index] === 1)).length / steps.length;
      for (const index of [0, 1, 26, 53]) expect(Math.abs(share(index) - 23 / 54)).toBeLessThan(0.03);
      for (const other of [1, 2, 27]) expect(Math.abs(share(0, other) - (23 * 22) / (54 * 53))).toBeLessThan(0.03);
    });

    test("unequal probabilities: each has its own, and the count is one of the two next to their sum", () => {
      const steps = drawn({ ...model, stages: [[block("a", 0.9), block("b", 0.5), block("c", 0.25)]] }, 4000);
      expect(new Set(steps.map(survivors))).toEqual(new Set([1, 2]));
      for (const [index, p] of [0.9, 0.5, 0.25].entries()) {
        expect(steps.filter((gates) => gates[index] === 1).length / 4000).toBeCloseTo(p, 1);
      }
    });
  });
});
