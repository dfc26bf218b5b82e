// What blocks compute, by hand: every op is a function of one number. A convolution doubles, a batch norm takes 1 away,
// a gate's convolution adds its initial bias.
import { describe, expect, it } from "vitest";
import { type Algebra, interpret } from "./interpret.ts";
import type { Gain, Model, Op } from "./model.ts";
import type { BlockStyle, ResidualOptions } from "./options.ts";
import { residual } from "./residual.ts";
import { deleteBlock, deleteBranch } from "./surgery.ts";

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

const functions: Partial<Record<Op["op"], (x: number) => number>> = {
  conv: (x) => 2 * x,
  bn: (x) => x - 1,
  relu: (x) => Math.max(0, x),
  sigmoid,
};

const weigh = (gain: Gain, gate: number): number => (gain === "gate" ? gate : gain === "1-gate" ? 1 - gate : gain);

const scalar: Algebra<number> = {
  op: (op, x, name) =>
    op.op === "conv" && name.endsWith("gate") ? x + (op.biasInit ?? 0) : (functions[op.op] ?? ((y: number) => y))(x),
  // The expected value under stochastic depth: what testing with F scaled by its survival computes.
  sum: (terms) =>
    terms.reduce((sum, { value, path, gate = Number.NaN }) => sum + value * path.survival * weigh(path.gain, gate), 0),
};

const modelOf = (options: Partial<ResidualOptions>): Model => ({
  format: 1,
  name: "one",
  input: [1, 1, 1],
  stem: [],
  stages: [[residual({ name: "b", in: 1, out: 1, ...options })]],
  head: [],
});

const value = (model: Model, x: number): number => interpret(model, scalar, x);

type Row = readonly [what: string, options: Partial<ResidualOptions>, x: number, y: number];

const orderRows: readonly Row[] = [
  // x + F(x) with F(3) = bn(conv(relu(bn(conv 3)))) = 2 (2·3 − 1) − 1 = 9
  ["original", { order: "original" }, 3, 12],
  ["original, which cuts the sum", { order: "original" }, -3, 0],
  ["BN after addition", { order: "bnAfterAdd" }, 3, 3 + 10 - 1],
  ["BN after addition, which cuts the sum", { order: "bnAfterAdd" }, -3, 0],
  ["ReLU before addition", { order: "reluBefore" }, 3, 12],
  ["ReLU before addition, which can only add", { order: "reluBefore" }, -3, -3],
  ["ReLU-only pre-activation", { order: "reluPreact" }, 3, 12],
  ["ReLU-only pre-activation below zero", { order: "reluPreact" }, -3, -3 - 1],
  ["ReLU-only pre-activation, first unit", { order: "reluPreact", first: true }, -3, 0 - 1],
  ["full pre-activation", { order: "preact" }, 3, 3 + 6],
  ["full pre-activation, first unit: the shortcut is activated", { order: "preact", first: true }, 3, 2 + 6],
  [
    "full pre-activation, projection of the activated signal",
    { order: "preact", resize: "projectionAlways" },
    3,
    4 + 6,
  ],
  ["full pre-activation, bottleneck", { order: "preact", kernels: [1, 3, 1] }, 3, 3 + 2 * (2 * 3 - 1)],
  ["original, one convolution", { kernels: [3] }, 3, 3 + 5],
  ["full pre-activation, one convolution", { order: "preact", kernels: [3] }, 3, 3 + 4],
];

const g = (x: number, bias: number): number => sigmoid(x + bias);
const shortcutRows: readonly Row[] = [
  ["constant scaling", { shortcut: "scaled" }, 3, 0.5 * 3 + 0.5 * 9],
  ["constant scaling by other factors", { shortcut: "scaled", scale: [0.25, 1] }, 3, 0.25 * 3 + 9],
  ["exclusive gating", { shortcut: "exclusiveGate" }, 3, (1 - g(3, -6)) * 3 + g(3, -6) * 9],
  ["shortcut-only gating", { shortcut: "shortcutGate" }, 3, (1 - g(3, -6)) * 3 + 9],
  ["shortcut-only gating from 0", { shortcut: "shortcutGate", gateBias: 0 }, 3, (1 - g(3, 0)) * 3 + 9],
  ["1x1 convolution", { shortcut: "convolution" }, 3, 2 * 3 - 1 + 9],
  ["dropout, when testing", { shortcut: "dropout" }, 3, 12],
  ["plain", { shortcut: "none" }, 3, 9],
  ["stochastic depth, when testing", { survival: 0.5 }, 3, 3 + 0.5 * 9],
  ["three branches", { branches: 3 }, 3, 3 + 3 * 9],
];

const twoBranches: BlockStyle = { order: "preact", branches: 2 };
const dropRows: readonly Row[] = [
  // F(−1) = 2 relu(2 relu(−2) − 1) = 0; what the second branch adds depends on the ReLU that it lacks.
  ["none dropped", twoBranches, -1, -1 + 0 + 0],
  ["the first dropped", { ...twoBranches, drop: ["none", "first"] }, -1, -1 + 0 + 0],
  ["the first dropped, above 1/2 of a norm", { ...twoBranches, drop: ["none", "first"] }, 2, 2 + 2 + 2],
  ["the last dropped", { ...twoBranches, drop: ["none", "last"] }, -1, -1 + 0 + 2 * -1],
  ["all dropped", { ...twoBranches, drop: ["none", "all"] }, -1, -1 + 0 + 2 * (2 * -2 - 1)],
  ["dropped by position", { ...twoBranches, drop: [[0], [1]] }, -1, -1 + 0 + 2 * -1],
  // pre = bn: h = −2; shortcut conv(relu h) = 0; F = 0; F_d = 2 (2h − 1) = −10 without any ReLU
  ["all dropped, shared BN", { ...twoBranches, drop: ["none", "all"], resize: "projectionAlways" }, -1, 0 + 0 - 10],
];

describe("the meaning of a block", () => {
  it.each([...orderRows, ...shortcutRows, ...dropRows])("%s", (_, options, x, y) => {
    expect(value(modelOf(options), x)).toBeCloseTo(y, 12);
  });

  it("is close to identity under a gate with a very negative bias, and loses the shortcut under a positive one", () => {
    const without = (gateBias: number) => value(deleteBlock(modelOf({ shortcut: "shortcutGate", gateBias }), "b"), 1);
    expect(without(-20)).toBeCloseTo(1, 6);
    expect(without(20)).toBeCloseTo(0, 6);
  });

  it.each<Row>([
    ["identity", {}, 3, 3],
    ["full pre-activation", { order: "preact" }, -3, -3],
    ["full pre-activation, first unit", { order: "preact", first: true }, 3, 2],
    ["projection", { resize: "projectionAlways" }, 3, 5],
    ["scaled", { shortcut: "scaled" }, 3, 1.5],
    ["exclusive gating", { shortcut: "exclusiveGate" }, 3, (1 - g(3, -6)) * 3],
    ["four branches", { branches: 4 }, 3, 3],
  ])("without its branches is its shortcut: %s", (_, options, x, y) => {
    expect(value(deleteBlock(modelOf(options), "b"), x)).toBeCloseTo(y, 12);
  });

  it("loses one branch at a time", () => {
    const model = modelOf({ branches: 3, drop: ["none", "none", "all"] });
    expect([0, 1, 2].map((branch) => value(deleteBranch(model, "b", branch), 3))).toEqual([21, 21, 21]);
    expect(value(deleteBranch(deleteBranch(model, "b", 2), "b", 0), -3)).toBe(0);
  });
});
