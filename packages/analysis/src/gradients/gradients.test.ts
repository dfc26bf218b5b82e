// Gradients of single paths: they add up to the whole, and the study of them weighs lengths rightly.
import type { NetworkOptions } from "@unravel/blocks";
import { createReferenceDevice } from "@unravel/core";
import { randomStream, uniform } from "@unravel/core/random";
import { relativeError } from "@unravel/core/testing";
import { describe, expect, test } from "vitest";
import { pathLengths } from "../paths/lengths.ts";
import { createProbe } from "../probe.ts";
import type { Subject } from "../subject.ts";
import { tinyImages, tinyModel, tinyNormalisation, tinyParameters, tinyPlain } from "../tiny.testing.ts";
import { drawPath, forks, type PathChoice, pathGates } from "./choose.ts";
import { contributionsOf, effectiveRange } from "./effective.ts";
import { studyPathGradients } from "./study.ts";

const device = createReferenceDevice({ fill: Number.NaN });
const subjectOf = (options: Partial<NetworkOptions> = {}): Subject => {
  const model = tinyModel(options);
  return {
    model,
    parameters: tinyParameters(model),
    device,
    set: tinyImages(8),
    normalisation: tinyNormalisation,
    batch: 4,
  };
};

/** Every path of `model`. */
const allPaths = (model: Subject["model"]): PathChoice[] =>
  forks(model).reduce<PathChoice[]>(
    (paths, { name, branches }) =>
      paths.flatMap((path) => [
        { ...path, [name]: "shortcut" },
        ...branches.map((_, branch): PathChoice => ({ ...path, [name]: branch })),
      ]),
    [{}],
  );

describe("the gradients of all paths add up to the whole gradient, in float64", () => {
  test.each([
    ["original", {}, 32],
    ["pre-activation, projections", { order: "preact", resize: "projection" }, 32],
    ["exclusive gates", { shortcut: "exclusiveGate", gateBias: -1 }, 32],
    ["batch norm after the addition", { order: "bnAfterAdd" }, 32],
    ["two branches", { branches: 2, depths: [1, 2] }, 27],
    ["stochastic depth", { survival: 0.5 }, 32],
  ] as const)("%s", async (_, options, number) => {
    const subject = subjectOf(options);
    const paths = allPaths(subject.model);
    expect(paths).toHaveLength(number);
    expect(pathLengths(subject.model).total).toBe(BigInt(number));
    for (const statistics of ["running", "batch"] as const) {
      const probe = await createProbe(subject, { statistics });
      await probe.show(0);
      await probe.run();
      const whole = await probe.read("gradient.images");
      const sum = new Float64Array(whole.length);
      for (const path of paths) {
        await probe.run(pathGates(subject.model, path));
        for (const [i, x] of (await probe.read("gradient.images")).entries()) sum[i]! += x;
      }
      expect(relativeError(sum, whole)).toBeLessThan(1e-10);
      probe.dispose();
    }
  });
});

describe("drawn paths", () => {
  const model = tinyModel({ branches: 2 });

  test("have their length, depend on the seed, and use every branch alike", () => {
    for (let length = 0; length <= 5; length++) {
      const path = drawPath(model, length, 1, 0);
      expect(Object.values(path).filter((way) => way !== "shortcut")).toHaveLength(length);
    }
    expect(drawPath(model, 3, 1, 7)).toEqual(drawPath(model, 3, 1, 7));
    const ways = Array.from({ length: 1000 }, (_, sample) => drawPath(model, 2, 1, sample)["layer2.0"]);
    const times = (way: string | number) => ways.filter((found) => found === way).length;
    expect(Math.abs(times("shortcut") - 600)).toBeLessThan(60);
    expect(Math.abs(times(0) - 200)).toBeLessThan(50);
  });
});

describe("effective paths", () => {
  const shares = [0.1, 0.2, 0.3, 0.3, 0.1];

  test.each([
    [[0, 0, 1, 0, 0], 0.95, 2, 2, 1, 0.3],
    [[0.1, 0.4, 0.1, 0.3, 0.1], 0.5, 0, 1, 0.5, 0.3],
    [[0.1, 0.3, 0.1, 0.4, 0.1], 0.5, 2, 3, 0.5, 0.6],
    [[0.2, 0.2, 0.2, 0.2, 0.2], 0.95, 0, 4, 1, 1],
    [[0, 0, 0, 0, 0], 0.95, 0, 4, 0, 1],
  ])("%j, %d of it", (contributions, coverage, from, to, contribution, share) => {
    const range = effectiveRange(shares, contributions, coverage);
    expect(range).toMatchObject({ from, to });
    expect(range.contribution).toBeCloseTo(contribution, 12);
    expect(range.share).toBeCloseTo(share, 12);
  });

  test("the shortest range of all, by trying each", () => {
    for (let sample = 0; sample < 200; sample++) {
      const stream = randomStream(1, "analysis");
      const norms = Array.from({ length: 9 }, (_, index) => uniform(stream, sample, index) ** 4);
      const contributions = contributionsOf(
        norms.map(() => 1 / 9),
        norms,
      );
      const sum = (from: number, to: number) =>
        contributions.slice(from, to + 1).reduce((all, contribution) => all + contribution, 0);
      const widths = norms.flatMap((_, from) =>
        norms.flatMap((_, to) => (to >= from && sum(from, to) >= 0.8 ? [to - from] : [])),
      );
      const { from, to, contribution } = effectiveRange(norms, contributions, 0.8);
      expect(to - from).toBe(Math.min(...widths));
      const rivals = norms.flatMap((_, start) => (start + to - from < 9 ? [sum(start, start + to - from)] : []));
      expect(contribution).toBeCloseTo(Math.max(...rivals), 12);
    }
  });
});

describe("the study", () => {
  test("lengths with their paths, norms and contributions", async () => {
    const study = await studyPathGradients(subjectOf(), { samples: 6, seed: 2, coverage: 0.5 });
    expect(study.rows.map(({ length, share }) => [length, share * 32])).toEqual([
      [0, 1],
      [1, 5],
      [2, 10],
      [3, 10],
      [4, 5],
      [5, 1],
    ]);
    const weights = study.rows.map(({ share, norm }) => share * norm.mean);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    for (const [length, { contribution }] of study.rows.entries())
      expect(contribution).toBeCloseTo(weights[length]! / total, 12);
    const { from, to, contribution } = study.effective;
    const within = study.rows.slice(from, to + 1).reduce((sum, row) => sum + row.contribution, 0);
    expect(contribution).toBeCloseTo(within, 12);
    expect(contribution).toBeGreaterThanOrEqual(0.5);
    expect(study).toMatchObject({
      samples: 6,
      batch: 4,
      statistics: "running",
      provenance: { seed: 2, data: { images: 8 } },
    });
    expect(study.fit!.points).toBe(6);
    expect(JSON.parse(JSON.stringify(study))).toEqual(study);
  });

  test("intervals by bootstrap hold what was found; of a single batch there are none", async () => {
    const { rows, effective, intervals } = await studyPathGradients(subjectOf(), { samples: 6, seed: 2 });
    const found = [...rows.map(({ contribution }) => contribution), effective.from, effective.to, effective.share];
    const { contributions, from, to, share } = intervals!;
    expect(contributions).toHaveLength(6);
    for (const [index, [low, high]] of [...contributions, from, to, share].entries()) {
      expect(low).toBeLessThanOrEqual(found[index]!);
      expect(high).toBeGreaterThanOrEqual(found[index]!);
    }
    expect(contributions.some(([low, high]) => high - low > 0.01)).toBe(true);
    const single = await studyPathGradients({ ...subjectOf(), set: tinyImages(4) }, { samples: 6, seed: 2 });
    expect(single).toMatchObject({ samples: 6, batches: 1, intervals: null });
  });

  test("norms are those of single images, whatever runs beside them", async () => {
    const subject = { ...subjectOf(), set: tinyImages(4) };
    const apart = await studyPathGradients({ ...subject, batch: 1 }, { samples: 4, seed: 1 });
    const together = await studyPathGradients({ ...subject, batch: 4 }, { samples: 1, seed: 1 });
    expect(apart.whole).toBeCloseTo(together.whole, 10);
    expect(apart.rows[0]!.norm.mean).toBeCloseTo(together.rows[0]!.norm.mean, 10);
  });

  test("progress, and an end before the end", async () => {
    const seen: number[] = [];
    await studyPathGradients(subjectOf(), { samples: 1, seed: 0, onProgress: ({ done }) => seen.push(done) });
    expect(seen.at(-1)).toBe(7 * 4);
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(studyPathGradients(subjectOf(), { samples: 1, seed: 0, signal })).rejects.toThrow("enough");
  });

  test("a plain network is a single path", async () => {
    const model = tinyPlain();
    const subject = { ...subjectOf(), model, parameters: tinyParameters(model) };
    await expect(studyPathGradients(subject, { samples: 1, seed: 0 })).rejects.toThrow("no residual block");
  });
});
