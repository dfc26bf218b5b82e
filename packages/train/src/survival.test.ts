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
});
