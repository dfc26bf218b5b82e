// Random lesions: what is drawn, and what a study makes of it.
import { createReferenceDevice } from "@unravel/core";
import type { Model } from "@unravel/models";
import { describe, expect, test, vi } from "vitest";
import type { Subject } from "../subject.ts";
import { tinyImages, tinyModel, tinyNormalisation, tinyParameters, tinyPlain } from "../tiny.testing.ts";
import { randomDeletions, randomShuffles } from "./choose.ts";
import { studyDraws } from "./draw-study.ts";
import { lesionRefusal } from "./lesion.ts";
import { studyLesions } from "./study.ts";

const device = createReferenceDevice({ fill: Number.NaN });
const subjectOf = (model: Model): Subject => ({
  model,
  parameters: tinyParameters(model),
  device,
  set: tinyImages(20),
  normalisation: tinyNormalisation,
  batch: 8,
});
const residual = subjectOf(tinyModel());

describe("random draws", () => {
  const draws = { counts: [1, 3], draws: 30, seed: 5 };

  test("deletions: so many blocks, the same for a seed, every block as likely", () => {
    const model = tinyModel();
    const lesions = randomDeletions(model, draws);
    expect(lesions.map(({ deleted }) => deleted.length)).toEqual([...Array(30).fill(1), ...Array(30).fill(3)]);
    expect(randomDeletions(model, draws)).toEqual(lesions);
    expect(randomDeletions(model, { ...draws, seed: 6 })).not.toEqual(lesions);
    const many = randomDeletions(model, { counts: [2], draws: 2000, seed: 1 });
    for (const { name } of model.stages.flat()) {
      const times = many.filter(({ deleted }) => deleted.includes(name)).length;
      expect(Math.abs(times - 800)).toBeLessThan(100);
    }
    expect(() => randomDeletions(model, { ...draws, counts: [6] })).toThrow("from 0 to 5, got 6");
  });

  test.each([
    [{ counts: [1, 2, 1] }, "1 comes twice"],
    [{ draws: 10_001 }, "expected 1 to 20000 draws in all, got 20002 (10001 of each of 2 numbers)"],
    [{ draws: 0 }, "got 0"],
  ])("%j is refused", (wrong, message) => {
    expect(() => randomDeletions(tinyModel(), { ...draws, ...wrong })).toThrow(message);
    expect(() => randomShuffles(tinyModel(), { ...draws, ...wrong })).toThrow(message);
  });

  test("swaps that would take long to draw are refused", () => {
    const wanted = { counts: [100_000], draws: 1000, seed: 1 };
    expect(() => randomShuffles(tinyModel(), wanted)).toThrow("at most 1000000 in all, got 100000000");
  });

  test("many lesions can be stopped while they are looked through", async () => {
    const load = vi.spyOn(device, "load");
    const lesions = randomDeletions(residual.model, { counts: [1], draws: 20_000, seed: 1 });
    const study = studyLesions(residual, lesions, { signal: AbortSignal.timeout(1) });
    await expect(study).rejects.toThrow(/timeout/);
    expect(load).not.toHaveBeenCalled();
    load.mockRestore();
  });

  test("shuffles: permutations within groups, further away with more swaps", async () => {
    const subject = subjectOf(tinyModel({ depths: [6, 1] }));
    for (const lesion of randomShuffles(subject.model, draws))
      expect(lesionRefusal(subject.model, lesion)).toBeUndefined();
    const study = await studyDraws({ ...subject, set: tinyImages(3) }, "shuffles", {
      counts: [0, 1, 2],
      draws: 4,
      seed: 1,
    });
    const taus = study.groups.map(({ tau }) => tau.mean);
    expect(taus[0]).toBe(1);
    expect(taus[1]).toBeLessThan(1);
    expect(study.groups[0]!.error.mean).toBe(study.intact.error);
    expect(() => randomShuffles(tinyPlain(), draws)).toThrow("nothing can be shuffled");
  });

  test("a study says where it comes from, how far it is, and stops", async () => {
    const onProgress = vi.fn();
    const counts = { counts: [1, 2], draws: 2, seed: 3 };
    const origin = { weights: "w.pth", date: "2026-11-21" };
    const study = await studyDraws(residual, "deletions", counts, { origin, onProgress });
    expect(study.provenance).toEqual({
      model: "tiny",
      options: null,
      weights: "w.pth",
      initialSeed: null,
      split: null,
      date: "2026-11-21",
      command: null,
      data: { name: "made up", images: 20, known: false },
      device: { name: "reference", description: "plain loops in float64, one thread" },
      seed: 3,
    });
    expect(study.groups.map(({ count, error }) => [count, error.count])).toEqual([
      [1, 2],
      [2, 2],
    ]);
    expect(JSON.parse(JSON.stringify(study))).toEqual(study);
    expect(onProgress).toHaveBeenLastCalledWith({ measured: 4, total: 5, done: 100, images: 100 });
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(studyDraws(residual, "deletions", counts, { signal })).rejects.toThrow("enough");
  });
});
