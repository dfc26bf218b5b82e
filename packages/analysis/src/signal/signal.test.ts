// Signals through networks whose shortcuts do what the paper says of them.
import { deleteBlock, type NetworkOptions, orders, shortcuts } from "@unravel/blocks";
import { createReferenceDevice } from "@unravel/core";
import { describe, expect, test } from "vitest";
import type { Subject } from "../subject.ts";
import { tinyImages, tinyModel, tinyNormalisation, tinyParameters, tinyPlain } from "../tiny.testing.ts";
import { studySignal } from "./study.ts";

const device = createReferenceDevice({ fill: Number.NaN });
const subjectOf = (options: Partial<NetworkOptions> = {}, base = tinyModel): Subject => {
  const model = base(options);
  return { model, parameters: tinyParameters(model), device, set: tinyImages(6), normalisation: tinyNormalisation };
};
/** One stage: no shortcut resizes. */
const level = (options: Partial<NetworkOptions>): Subject => subjectOf({ depths: [4], widths: [4], ...options });

describe("shortcuts alone", () => {
  test("pre-activation: the identity carries the gradient unchanged", async () => {
    const { rows, factors } = await studySignal(level({ order: "preact" }));
    expect(factors).toBe(1);
    for (const row of rows) expect(row.shortcutGradientNorm).toBeCloseTo(rows.at(-1)!.gradientNorm, 10);
  });

  test("constant scaling by 0.5: a half in each block, forward product and measured gradient alike", async () => {
    const { rows, factors } = await studySignal(level({ order: "preact", shortcut: "scaled", scale: [0.5, 0.5] }));
    expect(factors).toBe(0.5 ** 4);
    const last = rows.at(-1)!.gradientNorm;
    for (const [index, row] of rows.entries()) {
      expect(row.factor).toBe(0.5);
      expect(row.laterFactors).toBe(0.5 ** (3 - index));
      expect(row.shortcutGradientNorm).toBeCloseTo(last * 0.5 ** (3 - index), 10);
    }
  });

  test("gates: the more negative their bias, the nearer the factors to 1", async () => {
    const factor = async (gateBias: number) =>
      (await studySignal(level({ shortcut: "exclusiveGate", gateBias }))).factors;
    const factors = [await factor(0), await factor(-3), await factor(-6)];
    expect(factors[0]).toBeLessThan(0.3);
    expect(factors[2]).toBeGreaterThan(0.97);
    expect(factors.toSorted((a, b) => a - b)).toEqual(factors);
  });

  test("a plain network has none", async () => {
    const { rows, factors } = await studySignal(subjectOf({}, tinyPlain));
    expect(factors).toBe(0);
    expect(rows.map(({ shortcutGradientNorm }) => shortcutGradientNorm).slice(0, -1)).toEqual([null, null, null, null]);
  });
});

test("without its branch a block's value is its input's, and so is the gradient", async () => {
  const subject = level({ order: "preact" });
  const model = deleteBlock(subject.model, "layer1.2");
  const { rows } = await studySignal({ ...subject, model });
  expect(rows[2]!.variance).toBe(rows[1]!.variance);
  expect(rows[2]!.gradientNorm).toBe(rows[1]!.gradientNorm);
});

describe("every order and shortcut can be followed", () => {
  const kinds = Object.keys(shortcuts).filter((name) => name !== "none") as (keyof typeof shortcuts)[];
  test.each(Object.keys(orders).flatMap((order) => kinds.map((shortcut) => [order, shortcut] as const)))(
    "%s, %s",
    async (order, shortcut) => {
      const resize = shortcut === "convolution" ? "projection" : "zeros";
      const options = { order, shortcut, resize, depths: [1, 1] } as Partial<NetworkOptions>;
      const study = await studySignal(subjectOf(options));
      for (const { variance, gradientNorm, factor } of study.rows) {
        expect(variance).toBeGreaterThan(0);
        expect(gradientNorm).toBeGreaterThan(0);
        expect(factor).toBeGreaterThan(0);
      }
      expect(JSON.parse(JSON.stringify(study))).toEqual(study);
    },
  );
});

test("untrained statistics make the variance grow from block to block", async () => {
  const { rows } = await studySignal(level({ order: "preact" }), { statistics: "running" });
  for (const [index, { variance }] of rows.entries()) {
    if (index > 0) expect(variance).toBeGreaterThan(rows[index - 1]!.variance);
  }
});
