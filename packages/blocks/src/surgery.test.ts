import { describe, expect, it } from "vitest";
import type { Model } from "./model.ts";
import { type NetworkOptions, network } from "./network.ts";
import { operations } from "./operations.ts";
import { countParameters, parameters } from "./parameters.ts";
import { residual } from "./residual.ts";
import { deleteBlock, deleteBranch, deleteLayer, permuteBlocks, spliceBlocks } from "./surgery.ts";

const build = (options: Partial<NetworkOptions> = {}): Model =>
  network({
    name: "tiny",
    input: [3, 8, 8],
    classes: 4,
    stem: "cifar",
    depths: [3, 2],
    widths: [4, 8],
    ...options,
  });
const names = (model: Model): string[] => parameters(model).map(({ name }) => name);
const plain = build({ shortcut: "none" });
const model = build();

describe("deleteBranch", () => {
  const two = build({ branches: 2 });

  it("takes the branch's parameters with it and leaves all others", () => {
    const gone = names(two).filter((name) => name.startsWith("layer1.1.branch2."));
    expect(gone.length).toBeGreaterThan(0);
    expect(names(deleteBranch(two, "layer1.1", 1))).toEqual(names(two).filter((name) => !gone.includes(name)));
  });

  it("can take the last branch", () => {
    expect(deleteBranch(deleteBranch(two, "layer2.0", 0), "layer2.0", 0)).toEqual(deleteBlock(two, "layer2.0"));
  });

  it("says what there is", () => {
    expect(() => deleteBranch(two, "layer1.1", 2)).toThrow("layer1.1 has no branch 2; it has 2, counted from 0");
    expect(() => deleteBranch(two, "layer9.1", 0)).toThrow(
      'tiny has no block "layer9.1"; its blocks are layer1.0, layer1.1, layer1.2, layer2.0, layer2.1',
    );
    expect(() => deleteBranch(plain, "layer1.1", 0)).toThrow("layer1.1 is plain: nothing would be left");
  });
});

describe("deleteBlock", () => {
  it("leaves the shortcut with its projection", () => {
    const rest = names(deleteBlock(model, "layer2.0")).filter((name) => name.startsWith("layer2.0."));
    expect(rest.every((name) => name.startsWith("layer2.0.downsample."))).toBe(true);
    expect(rest.length).toBe(5);
  });

  it("leaves the model that it was given as it was", () => {
    const before = JSON.stringify(model);
    deleteBlock(model, "layer1.1");
    expect(JSON.stringify(model)).toBe(before);
  });

  it("refuses a plain block", () => {
    expect(() => deleteBlock(plain, "layer1.1")).toThrow("layer1.1 is plain: it has no shortcut that could stay");
  });
});

describe("deleteLayer", () => {
  const opsOf = (pruned: Model, block: string) => {
    const { pre, branches, post } = pruned.stages.flat().find(({ name }) => name === block)!;
    return [...pre, ...branches[0]!.ops, ...post].map((op) => ("name" in op ? op.name : op.op)).join(" ");
  };

  it.each([
    ["original", "layer1.1.conv1", "conv2 bn2 relu"],
    ["original", "layer1.1.conv2", "conv1 bn1 relu"],
    ["bnAfterAdd", "layer1.1.conv2", "conv1 bn1 relu"],
    ["reluBefore", "layer1.1.conv1", "conv2 bn2 relu"],
    ["reluPreact", "layer1.1.conv1", "relu conv2 bn2"],
    ["preact", "layer1.1.conv1", "bn2 relu conv2"],
    ["preact", "layer1.1.conv2", "bn1 relu conv1"],
    ["preact", "layer1.0.conv1", "bn2 relu conv2"],
  ] as const)("of order %s: without %s the block is %s", (order, layer, rest) => {
    const block = layer.slice(0, layer.lastIndexOf("."));
    const pruned = deleteLayer(build({ shortcut: "none", order }), layer);
    expect(opsOf(pruned, block)).toBe(rest);
    expect(operations(pruned).at(-1)?.output).toEqual([4]);
  });

  it("can take a whole block, layer by layer", () => {
    expect(opsOf(deleteLayer(deleteLayer(plain, "layer1.1.conv2"), "layer1.1.conv1"), "layer1.1")).toBe("");
  });

  it("refuses what changes the shape, what has a shortcut, and what is no such layer", () => {
    expect(() => deleteLayer(plain, "layer2.0.conv1")).toThrow(
      "layer2.0.conv1 makes 8x4x4 of 4x8x8; only a layer that keeps the shape can go",
    );
    expect(() => deleteLayer(model, "layer1.0.conv1")).toThrow(
      "layer1.0 is residual: one of its layers is no path of its own; delete the block layer1.0, or one of its branches",
    );
    const wide = spliceBlocks(model, 0, 1, 1, {
      ...residual({ name: "wide", in: 4, out: 4, branches: 2 }),
      shortcut: null,
    });
    expect(() => deleteLayer(wide, "wide.branch2.conv1")).toThrow("wide has several branches: one of its layers");
    expect(() => deleteLayer(model, "layer9.1")).toThrow(
      /^tiny has no block or layer "layer9\.1"; its blocks are layer1\.0, layer1\.1, layer1\.2, layer2\.0, layer2\.1$/,
    );
    expect(() => deleteLayer(plain, "conv1")).toThrow('tiny has no block or layer "conv1"');
    expect(() => deleteLayer(plain, "conv1")).toThrow(
      /its layers layer1\.0\.conv1, layer1\.0\.conv2, layer1\.1\.conv1 … /,
    );
    expect(() => deleteLayer(plain, "layer1.0.bn1")).toThrow('tiny has no block or layer "layer1.0.bn1"');
  });
});

describe("permuteBlocks", () => {
  it("moves blocks with their names", () => {
    const moved = permuteBlocks(model, 0, [2, 0, 1]);
    expect(moved.stages[0]!.map(({ name }) => name)).toEqual(["layer1.2", "layer1.0", "layer1.1"]);
    expect(new Map(parameters(moved).map(({ name, shape }) => [name, shape]))).toEqual(
      new Map(parameters(model).map(({ name, shape }) => [name, shape])),
    );
  });

  it("refuses to move a block to where shapes differ, and what is no permutation", () => {
    expect(() => permuteBlocks(model, 1, [1, 0])).toThrow("layer2.1 cannot take the place of layer2.0");
    for (const order of [
      [0, 1],
      [0, 1, 1],
      [0, 1, 3],
      [0, 1, 2, 2],
    ])
      expect(() => permuteBlocks(model, 0, order)).toThrow(
        `order of stage 0: expected each of 0 to 2 once, got [${order.join(", ")}]`,
      );
    expect(() => permuteBlocks(model, 2, [0])).toThrow("tiny has no stage 2; its stages are 0 to 1");
  });
});

describe("spliceBlocks", () => {
  it("cuts out and puts in blocks that fit", () => {
    const block = residual({ name: "grafted", in: 4, out: 4, branches: 2 });
    const spliced = spliceBlocks(model, 0, 1, 1, block);
    expect(spliced.stages[0]!.map(({ name }) => name)).toEqual(["layer1.0", "grafted", "layer1.2"]);
    expect(countParameters(spliced)).toBe(countParameters(model) + 2 * (4 * 4 * 9 + 8));
    expect(spliceBlocks(spliced, 0, 1, 1, model.stages[0]![1]!)).toEqual(model);
  });

  it("refuses what no longer fits", () => {
    expect(() => spliceBlocks(model, 1, 0, 1)).toThrow("layer2.1: the shortcut gives 4x8x8, but branch 0 gives 8x8x8");
    expect(() => spliceBlocks(model, 1, 0, 2)).toThrow("fc.weight would change from 4x8 to 4x4");
    expect(() => spliceBlocks(model, 0, 2, 2)).toThrow("stage 0 has 3 blocks: cannot cut 2 of them from 2 on");
    expect(() => spliceBlocks(model, 0, 0, 0, model.stages[0]![1]!)).toThrow("two blocks are named");
    const empty = { ...residual({ name: "empty", in: 4, out: 4 }), branches: [], post: [] };
    expect(() => spliceBlocks(model, 0, 0, 0, empty, empty)).toThrow('two blocks are named "empty"');
  });
});
