import { describe, expect, it } from "vitest";
import type { Block, Op } from "./model.ts";
import type { ResidualOptions } from "./options.ts";
import { refusal } from "./refusal.ts";
import { residual } from "./residual.ts";

const place = { name: "b", in: 8, out: 16, stride: 2 } as const;

/** Ops in short: their parameter name, or what they are. */
const short = (ops: readonly Op[]): string => ops.map((op) => ("name" in op ? op.name : op.op)).join(" ");
const wiring = ({ pre, gate, shortcut, branches, post }: Block): Record<string, string | string[]> => ({
  pre: short(pre),
  gate: short(gate),
  shortcut: shortcut ? short(shortcut.ops) : "none",
  branches: branches.map(({ ops }) => short(ops)),
  post: short(post),
});

describe("residual", () => {
  it("has torch's names and order of ops", () => {
    expect(wiring(residual({ ...place, kernels: [1, 3, 1] }))).toEqual({
      pre: "",
      gate: "",
      shortcut: "downsample.0 downsample.1",
      branches: ["conv1 bn1 relu conv2 bn2 relu conv3 bn3"],
      post: "relu",
    });
  });

  it("shares a pre-activation before a projection, which has no batch norm of its own", () => {
    expect(wiring(residual({ ...place, order: "preact", branches: 2 }))).toEqual({
      pre: "bn1 relu",
      gate: "",
      shortcut: "downsample.0",
      branches: ["conv1 bn2 relu conv2", "branch2.conv1 branch2.bn2 relu branch2.conv2"],
      post: "",
    });
  });

  it("keeps a pre-activation in each branch beside zero channels", () => {
    expect(wiring(residual({ ...place, order: "preact", branches: 2, resize: "zeros" }))).toEqual({
      pre: "",
      gate: "",
      shortcut: "padChannels",
      branches: ["bn1 relu conv1 bn2 relu conv2", "branch2.bn1 relu branch2.conv1 branch2.bn2 relu branch2.conv2"],
      post: "",
    });
  });

  it("shares only the batch norm where a branch drops the leading ReLU", () => {
    expect(wiring(residual({ ...place, order: "preact", branches: 2, drop: ["none", "first"] }))).toEqual({
      pre: "bn1",
      gate: "",
      shortcut: "relu downsample.0",
      branches: ["relu conv1 bn2 relu conv2", "branch2.conv1 branch2.bn2 relu branch2.conv2"],
      post: "",
    });
  });

  it("gates by a 1x1 convolution of the block's stride, with its initial bias", () => {
    const { gate, shortcut, branches } = residual({ ...place, shortcut: "exclusiveGate", gateBias: -7 });
    expect(gate).toEqual([
      { op: "conv", name: "gate", out: 16, kernel: 1, stride: 2, bias: true, biasInit: -7 },
      { op: "sigmoid" },
    ]);
    expect([shortcut?.gain, branches[0]?.gain]).toEqual(["1-gate", "gate"]);
  });

  it.each<readonly [string, Partial<ResidualOptions>, readonly number[]]>([
    ["the first convolution", { kernels: [1, 3, 1], strideOn: "first" }, [2, 1, 1]],
    ["the 3x3", { kernels: [1, 3, 1], strideOn: "kernel3" }, [1, 2, 1]],
    ["the first of two 3x3", { kernels: [3, 3], strideOn: "kernel3" }, [2, 1]],
    ["the first where there is no 3x3", { kernels: [5, 5], strideOn: "kernel3" }, [2, 1]],
  ])("strides on %s", (_, options, strides) => {
    const { ops } = residual({ ...place, ...options }).branches[0]!;
    expect(ops.flatMap((op) => (op.op === "conv" ? [op.stride] : []))).toEqual(strides);
  });

  it.each<readonly [NonNullable<ResidualOptions["resize"]>, readonly Op[]]>([
    ["zeros", [{ op: "padChannels", stride: 2, before: 0, after: 8 }]],
    ["zerosAround", [{ op: "padChannels", stride: 2, before: 4, after: 4 }]],
    [
      "averagePool",
      [
        { op: "averagePool", kernel: 2, stride: 2 },
        { op: "padChannels", stride: 1, before: 4, after: 4 },
      ],
    ],
  ])("resizes by %s without parameters", (resize, ops) => {
    expect(residual({ ...place, resize }).shortcut?.ops).toEqual(ops);
    expect(residual({ name: "b", in: 8, out: 8, resize }).shortcut?.ops).toEqual([]);
  });

  it("puts biases on every convolution and an epsilon on every batch norm when asked", () => {
    const { branches, shortcut } = residual({ ...place, convBias: true, epsilon: 1e-3 });
    for (const op of [...branches[0]!.ops, ...shortcut!.ops]) {
      if (op.op === "conv") expect(op.bias).toBe(true);
      if (op.op === "bn") expect(op.epsilon).toBe(1e-3);
    }
  });

  it.each<readonly [Partial<ResidualOptions>, string]>([
    [
      { shortcut: "none", survival: 0.5 },
      'b: survival 0.5 with shortcut "none": a dropped plain block leaves nothing; use survival 1',
    ],
    [{ gateBias: -3 }, 'b: gateBias with shortcut "identity", which does not read it; leave gateBias out'],
    [
      { shortcut: "dropout", scale: [1, 1] },
      'b: scale with shortcut "dropout", which does not read it; leave scale out',
    ],
    [
      { in: 32, resize: "zeros" },
      'b: resize "zeros" from 32 to 16 channels: zeros can only add channels; use projection',
    ],
    [{ drop: ["none", "first"] }, "b: drop lists 2 branches, but there are 1; list at most one entry a branch"],
    [
      { drop: [[1]] },
      'b: drop[0]: no ReLU at position 1, counted from 0; ReLUs in a branch of 2 convolutions in order "original": 1',
    ],
    [
      { kernels: [3], drop: ["last"] },
      'b: drop[0]: no ReLU at position -1, counted from 0; ReLUs in a branch of 1 convolutions in order "original": 0',
    ],
    [
      { kernels: [2] },
      "residual(): kernels[0]: expected an odd number, so that the padding is the same on every side, got 2",
    ],
    [{ kernels: [] }, "residual(): kernels: expected a list of 1 to 16 items, got 0"],
    [{ branches: 0 }, "residual(): branches: expected an integer from 1 to 256, got 0"],
    [{ name: "a b" }, 'residual(): name: expected a name of at most 128 letters, digits, dots, dashes or _, got "a b"'],
    [
      { order: "postact" } as object,
      'residual(): order: expected one of original, bnAfterAdd, reluBefore, reluPreact, preact, got "postact"',
    ],
    [
      { depth: 3 } as object,
      "residual(): depth: unknown field; known are order, shortcut, scale, gateBias, dropoutRate, resize, kernels, strideOn, branches, drop, convBias, epsilon, survival, name, in, out, stride, width, first",
    ],
  ])("refuses %j", (options, reason) => {
    expect(refusal({ ...place, ...options })).toBe(reason);
    expect(() => residual({ ...place, ...options })).toThrow(new Error(reason));
  });
});
