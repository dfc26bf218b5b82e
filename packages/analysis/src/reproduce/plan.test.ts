// The tables and what is planned for them.
import { countParameters } from "@unravel/blocks";
import { recipes } from "@unravel/train";
import { describe, expect, test } from "vitest";
import { type PaperTable, paperTables } from "../tables/index.ts";
import { trainingMacs } from "./cost.ts";
import { type PlannedRun, planRefusal, planTable } from "./plan.ts";
import { type ScaleName, scales } from "./scales.ts";
import { scaleSize, stretch } from "./scaling.ts";

const tableOf = (id: string): PaperTable => paperTables.find((table) => table.id === id)!;

const depthsOf = (id: string, scale: ScaleName): Record<string, readonly number[]> =>
  Object.fromEntries(
    planTable(tableOf(id), scale, { seeds: 1 }).map(({ row, model }) => [
      row,
      model.stages.map((stage) => stage.length),
    ]),
  );

describe.each(paperTables.map((table) => [table.id, table] as const))("%s", (_, table) => {
  test("rows have names for files, a text for every column, and a published figure or a reason for none", () => {
    expect(new Set(table.rows.map(({ id }) => id)).size).toBe(table.rows.length);
    for (const { id, cells, published } of table.rows) {
      expect(id).toMatch(/^[a-z0-9][a-z0-9.-]*$/);
      expect(cells).toHaveLength(table.columns.length);
      if (published && published.error !== "fail") expect(published.error).toBeGreaterThan(4);
    }
    expect(table.rows.some(({ published }) => published)).toBe(true);
  });

  test.each(Object.keys(scales) as ScaleName[])(
    "at scale %s every network builds and the whole is smaller",
    (scale) => {
      const runs = planTable(table, scale, { seeds: 1 });
      const published = planTable(table, "full", { seeds: 1 });
      expect(runs.map(({ row }) => row)).toEqual(published.map(({ row }) => row));
      const macs = (all: readonly PlannedRun[]) => all.reduce((sum, run) => sum + trainingMacs(run), 0);
      if (scale === "full") expect(macs(runs)).toBe(macs(published));
      else expect(macs(runs)).toBeLessThan(0.4 * macs(published));
    },
  );
});

test("at full scale networks and recipes are the papers'", () => {
  const [run] = planTable(tableOf("T1"), "full", { seeds: 1, rows: ["resnet1202"] });
  expect(countParameters(run!.model)).toBe(19_421_274);
  expect(run!.recipe).toEqual({ ...recipes["he2015-cifar-110"], seed: 0 });
  expect(run!.model.name).toBe("resnet1202");
});

test("half: half of the blocks, half of the steps and of everything that the schedule counts in them", () => {
  const [run] = planTable(tableOf("T2"), "half", { seeds: 1, rows: ["identity"] });
  expect(run!.model.stages.map((stage) => stage.length)).toEqual([9, 9, 9]);
  expect(run!.recipe).toMatchObject({
    name: "he2016-cifar-half",
    length: { steps: 32_000 },
    schedule: {
      curve: { at: [{ steps: 16_000 }, { steps: 24_000 }] },
      warmUp: { rate: 0.01, until: { steps: 200 } },
    },
  });
});

test("tiny: the rows keep their order by depth, and three epochs keep the schedule's proportions", () => {
  expect(depthsOf("T1", "tiny")).toMatchObject({ resnet20: [1, 1, 1], resnet56: [3, 3, 3], resnet1202: [67, 67, 67] });
  const [run] = planTable(tableOf("T2"), "tiny", { seeds: 1, rows: ["identity"] });
  expect(countParameters(run!.model)).toBe(75_290); // ResNet-8
  expect(run!.recipe).toMatchObject({
    length: { epochs: 3 },
    batch: 128,
    validation: 0,
    schedule: { rate: 0.1, curve: { at: [{ epochs: 1.5 }, { epochs: 2.25 }] } },
  });
});

test("smoke: narrow networks on small images made here, the test's views in proportion", () => {
  const [run] = planTable(tableOf("T5"), "smoke", { seeds: 1, rows: ["resnet152-320"] });
  expect(run).toMatchObject({
    model: { input: [3, 32, 32] },
    images: { side: 32, testSide: 46, synthetic: { train: 2560, test: 500 } },
    test: { crop: 46, crops: "middle" },
    recipe: { augmentation: { pad: 4, flip: true }, normalisation: "channel" },
  });
});

test("where blocks are too few to divide, branches are", () => {
  expect(scaleSize({ depths: [18, 18, 18] }, 1 / 3)).toEqual({ depths: [6, 6, 6] });
  expect(scaleSize({ depths: [1, 1, 1], branches: 23 }, 1 / 3)).toEqual({ depths: [1, 1, 1], branches: 8 });
  expect(scaleSize({ depths: [5, 5, 4], branches: 4 }, 1 / 2)).toEqual({ depths: [3, 3, 2], branches: 4 });
  expect(scaleSize({ depths: [9, 9, 9], branches: 2 }, 1 / 3)).toEqual({ depths: [3, 3, 3], branches: 2 });
});

test("a recipe in epochs stretches too; a warm-up that waits for an error still does", () => {
  expect(stretch(recipes["rdm-cifar"], { steps: 330 }).schedule).toMatchObject({
    curve: { at: [{ steps: 160 }, { steps: 240 }] },
    warmUp: { until: { steps: 2 } },
  });
  const waiting = recipes["he2015-cifar-110"];
  expect(stretch(waiting, { steps: 10 }).schedule.warmUp).toEqual(waiting.schedule.warmUp);
});

test("seeds come one after another, each over all rows; rows may be chosen", () => {
  const runs = planTable(tableOf("T3"), "tiny", { seeds: 2, rows: ["110-full", "110-original"] });
  expect(runs.map(({ row, seed, recipe }) => [row, seed, recipe.seed])).toEqual([
    ["110-original", 0, 0],
    ["110-full", 0, 0],
    ["110-original", 1, 1],
    ["110-full", 1, 1],
  ]);
});

test.each([
  [["inception-v3"], /no row "inception-v3" can be trained: expected some of resnet152-224,/],
  [[], /no row was named/],
])("rows %j are refused", (rows, message) => {
  expect(() => planTable(tableOf("T5"), "smoke", { seeds: 1, rows })).toThrow(message);
});

test("fingerprints tell runs apart, and stay: results that are kept depend on them", () => {
  const runs = (["tiny", "smoke"] as const).flatMap((scale) => planTable(tableOf("T2"), scale, { seeds: 2 }));
  expect(new Set(runs.map(({ fingerprint }) => fingerprint)).size).toBe(runs.length);
  expect(runs.slice(0, 3).map(({ fingerprint }) => fingerprint)).toEqual(["29443f37", "260a1d5f", "f546d2d9"]);
});

test("random scales of ImageNet are refused with what works instead", () => {
  const refusals = (["full", "half", "smoke"] as const).map((scale) =>
    planRefusal(planTable(tableOf("T6"), scale, { seeds: 1 })[0]!),
  );
  expect(refusals).toEqual([
    expect.stringMatching(/T6 at scale full .* at random .* What works: --scale smoke/),
    expect.stringMatching(/T6 at scale half/),
    undefined,
  ]);
});
