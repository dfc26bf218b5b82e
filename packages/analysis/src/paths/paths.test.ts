// Path counts against exhaustive enumeration, and the published figures.
import { type Block, deleteBlock, type Model } from "@unravel/blocks";
import { buildModel, listModels } from "@unravel/models";
import { describe, expect, test } from "vitest";
import { pathLengths, shareOfPaths } from "./lengths.ts";
import {
  bestEdgesPerBlock,
  bestWholeEdgesPerBlock,
  effectivePaths,
  multiplicity,
  multiplicityOf,
} from "./multiplicity.ts";
import { pathFigures, pathTable } from "./showing.ts";
import { studyPaths } from "./study.ts";
import { type UnitName, units } from "./units.ts";

/** Walks every path of `model` and counts those of each length. */
function enumerate(model: Model, unit: UnitName): bigint[] {
  const blocks = model.stages.flat();
  const counts: number[] = [];
  const waysOf = ({ shortcut, branches }: Block) => [
    ...(shortcut ? [units[unit].shortcut(shortcut.ops)] : []),
    ...branches.map(({ ops }) => units[unit].branch(ops)),
  ];
  const ways = blocks.map(waysOf);
  const walk = (block: number, length: number): void => {
    if (block === ways.length) counts[length] = (counts[length] ?? 0) + 1;
    else for (const step of ways[block]!) walk(block + 1, length + step);
  };
  walk(0, 0);
  return Array.from(counts, (count) => BigInt(count ?? 0));
}

const withoutTrailingZeros = (counts: readonly bigint[]): bigint[] =>
  counts.slice(0, counts.findLastIndex((count) => count > 0n) + 1);

const small = listModels()
  .map(({ name }) => buildModel(name))
  .filter(({ stages }) => stages.flat().length <= 12);

describe("exhaustive enumeration", () => {
  test.each([
    ...small.map((model) => [model.name, model] as const),
    ["a deleted block", deleteBlock(buildModel("resnet20"), "layer2.0")],
    ["projections everywhere", buildModel("resnet20", { shortcut: "convolution" })],
    ["two branches, bottlenecks", buildModel("preresnet164", { branches: 2, depths: [2, 2, 2] })],
  ] as const)("%s", (_, model) => {
    for (const unit of Object.keys(units) as UnitName[]) {
      const { counts, total } = pathLengths(model, unit);
      const found = enumerate(model, unit);
      expect(withoutTrailingZeros(counts)).toEqual(found);
      expect(total).toBe(found.reduce((sum, count) => sum + count));
    }
  });

  test("these are the networks of the zoo with at most 12 blocks", () => {
    expect(small.map(({ name }) => name)).toEqual([
      "plain20",
      "resnet8",
      "resnet20",
      "multiresnet8",
      "multiresnet14",
      "plain18",
      "resnet18",
    ]);
  });
});

describe("Veit et al. 2016", () => {
  const lengths = pathLengths(buildModel("resnet110"));

  test("54 modules: 2^54 paths, binomial, mean 27", () => {
    let binomial = 1n;
    for (let k = 0n; k <= 54n; k++) {
      expect(lengths.counts[Number(k)]).toBe(binomial);
      binomial = (binomial * (54n - k)) / (k + 1n);
    }
    expect(lengths).toMatchObject({ blocks: 54, total: 2n ** 54n, log2Total: 54, mean: 27 });
    expect(lengths.deviation).toBeCloseTo(Math.sqrt(54) / 2, 12);
  });

  test("lengths 5 to 17 are 0.4537% of all", () => {
    expect(100 * shareOfPaths(lengths, 5, 17)).toBeCloseTo(0.4537, 4);
  });

  test("modules of two layers: 10 to 34 layers are the same paths", () => {
    const layers = pathLengths(buildModel("resnet110"), "layers");
    expect(layers.mean).toBe(54);
    expect(shareOfPaths(layers, 10, 34)).toBe(shareOfPaths(lengths, 5, 17));
  });
});

test("1,202 layers do not overflow", () => {
  const { log2Total, mean, counts, total } = pathLengths(buildModel("resnet1202"));
  expect({ log2Total, mean }).toEqual({ log2Total: 600, mean: 300 });
  expect(shareOfPaths({ counts, total }, 0, 0)).toBeCloseTo(2 ** -600, 200);
});

test("a stage alone", () => {
  expect(pathLengths(buildModel("resnet20"), "modules", 1)).toMatchObject({ blocks: 3, total: 8n });
  expect(() => pathLengths(buildModel("resnet20"), "modules", 3)).toThrow("stages 0 to 2; there is no stage 3");
});

describe("the appendices of the ReLU-dropping report", () => {
  test.each([
    [1, 54, 2n ** 54n],
    [2, 27, 3n ** 27n],
    [3, 18, 4n ** 18n],
  ])("r = %i: m is (1 + r)^b, as enumerated by the network", (branches, blocks, total) => {
    expect(multiplicity(blocks, branches)).toBe(total);
    const n = blocks / 3;
    const model = buildModel("preresnet110", { branches, depths: [n, n, n] });
    expect(pathLengths(model).total).toBe(total);
  });

  test("the most paths for a number of edges: k = e, and 3 among whole numbers", () => {
    expect(bestWholeEdgesPerBlock(108)).toMatchObject({ edgesPerBlock: 3, branches: 2, blocks: 36 });
    expect(multiplicityOf(108, 2).log2).toBeCloseTo(multiplicityOf(108, 4).log2, 10);
    for (const k of [2, 2.5, 3, 4])
      expect(multiplicityOf(108, bestEdgesPerBlock).log2).toBeGreaterThan(multiplicityOf(108, k).log2);
  });

  test.each([1, 2, 3])("r = %i: e_p is what the network's own distribution has in that range", (branches) => {
    const n = 4;
    const model = buildModel("preresnet110", { branches, depths: [n, n, n] });
    const { counts, total } = pathLengths(model, "layers");
    const found = effectivePaths({ blocks: 3 * n, branches, layersPerFunction: 2, layers: [5, 13] });
    expect(found.paths).toBe(counts.slice(5, 14).reduce((sum, count) => sum + count));
    expect(found.total).toBe(total);
    // The pmf of Binomial(b, r/(1 + r)), as the appendix writes it.
    let pmf = (1 / (1 + branches)) ** (3 * n);
    let share = 0;
    for (let k = 0; k <= 3 * n; k++) {
      if (k >= 5 / 2 && k <= 13 / 2) share += pmf;
      pmf *= ((3 * n - k) / (k + 1)) * branches;
    }
    expect(found.share).toBeCloseTo(share, 12);
  });

  test("54 modules of two layers, 10 to 34 layers", () => {
    const found = effectivePaths({ blocks: 54, branches: 1, layersPerFunction: 2, layers: [10, 34] });
    expect(100 * found.share).toBeCloseTo(0.4537, 4);
  });

  test("no path in the range", () => {
    const none = effectivePaths({ blocks: 4, branches: 1, layersPerFunction: 2, layers: [100, 200] });
    expect(none).toMatchObject({ paths: 0n, share: 0, log2: Number.NEGATIVE_INFINITY });
  });
});

test("a range of lengths: how many paths, exactly, and their share", () => {
  const study = studyPaths(buildModel("resnet20"), { range: [3, 4] });
  expect(study.within).toEqual({
    from: 3,
    to: 4,
    paths: "210",
    log2Paths: Math.log2(210),
    share: 210 / 512,
    log2Share: Math.log2(210) - 9,
  });
  expect(pathTable(study).notes).toContain("Lengths 3 to 4: 41.02% of the paths, 210 (2^7.714) of them.");
  const none = studyPaths(buildModel("resnet20"), { range: [50, 60] });
  expect(none.within).toMatchObject({ paths: "0", log2Paths: null, share: 0, log2Share: null });
  expect(pathTable(none).notes).toContain("Lengths 50 to 60: 0% of the paths, 0 of them.");
});

test("a share that no number holds is told by its logarithm", () => {
  const study = studyPaths(buildModel("resnet20", { depths: [400, 400, 400] }), { range: [1, 1] });
  expect(study.within).toMatchObject({ paths: "1200", share: 0, log2Share: Math.log2(1200) - 1200 });
  expect(pathTable(study).notes).toContain("Lengths 1 to 1: 2^-1190 of the paths, 1200 (2^10.23) of them.");
  expect(pathFigures(study)[0]!.references[1]!.label).toBe("1 to 1: 2^-1190 of the paths");
});

describe("what is no count is refused", () => {
  const range = { blocks: 4, branches: 1, layersPerFunction: 2, layers: [0, 8] } as const;
  test.each([
    ["blocks", () => effectivePaths({ ...range, blocks: 2.5 }), "blocks: expected a whole number from 0, got 2.5."],
    ["negative", () => effectivePaths({ ...range, blocks: -3 }), "blocks: expected a whole number from 0, got -3."],
    [
      "layers",
      () => effectivePaths({ ...range, layersPerFunction: 0 }),
      "layersPerFunction: expected a whole number from 1",
    ],
    ["range", () => effectivePaths({ ...range, layers: [5, 4] }), "layers[1]: expected a whole number from 5, got 4."],
    ["branches", () => multiplicity(4, Number.NaN), "branches: expected a whole number from 0, got NaN."],
    ["most", () => bestWholeEdgesPerBlock(108, 1), "most: expected a whole number from 2, got 1."],
    ["edges", () => bestWholeEdgesPerBlock(-5), "edges: expected a whole number from 1, got -5."],
    ["edges of a block", () => multiplicityOf(108, 0), "edgesPerBlock: expected a number from 1"],
  ])("%s", (_, count, message) => {
    expect(count).toThrow(message);
  });
});
