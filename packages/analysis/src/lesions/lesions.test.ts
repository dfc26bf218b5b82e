// Lesions by gates and by parameters against the network rebuilt in their image.
import { deleteBlock, deleteLayer, type Model, permuteBlocks, spliceBlocks } from "@unravel/blocks";
import { createReferenceDevice, type Parameters } from "@unravel/core";
import { evaluate } from "@unravel/train";
import { describe, expect, test } from "vitest";
import { figuresOf, tableOf } from "../studies.ts";
import type { Subject } from "../subject.ts";
import {
  tinyNormalisation as normalisation,
  tinyImages,
  tinyModel,
  tinyParameters,
  tinyPlain,
} from "../tiny.testing.ts";
import { deletable, eachDeletion, randomDeletions, stageDeletions } from "./choose.ts";
import { studyDraws } from "./draw-study.ts";
import { deletion, intact, operate } from "./lesion.ts";
import { createLesioner } from "./lesioner.ts";
import { createStatistician } from "./statistics.ts";
import { studyLesions } from "./study.ts";

const device = createReferenceDevice({ fill: Number.NaN });
const set = tinyImages(20);
const subjectOf = (model: Model): Subject => {
  return { model, parameters: tinyParameters(model), device, set, normalisation, batch: 8 };
};
const lossOf = async (model: Model, parameters: Parameters) =>
  (await evaluate({ model, parameters, device, set, normalisation })).loss;

const residual = subjectOf(tinyModel());
const plain = subjectOf(tinyPlain());

describe("what a lesion does is what the rebuilt network does", () => {
  test("each block deleted", async () => {
    const { model, parameters } = residual;
    const study = await studyLesions(residual, eachDeletion(model));
    expect(study.intact.loss).toBeCloseTo(await lossOf(model, parameters), 12);
    expect(study.results.map(({ deleted }) => deleted[0])).toEqual(model.stages.flat().map(({ name }) => name));
    for (const { deleted, loss, log2Paths } of study.results) {
      expect(loss).toBeCloseTo(await lossOf(deleteBlock(model, deleted[0]!), parameters), 12);
      expect(log2Paths).toBe(4);
    }
    expect(new Set(study.results.map(({ loss }) => loss)).size).toBe(5);
  });

  test("two branches go with their block", () => {
    expect(operate(tinyModel({ branches: 2 }), deletion("layer1.1")).gates).toEqual({
      "layer1.1.branch0": 0,
      "layer1.1.branch1": 0,
    });
  });

  test("whole stages deleted", async () => {
    const { model, parameters } = residual;
    const { results } = await studyLesions(residual, stageDeletions(model));
    const [first, second] = model.stages.map((blocks) => blocks.map(({ name }) => name));
    expect(results[0]!.loss).toBeCloseTo(await lossOf(first!.reduce(deleteBlock, model), parameters), 12);
    expect(results[1]!.loss).toBeCloseTo(await lossOf(second!.reduce(deleteBlock, model), parameters), 12);
    expect(results[1]!.log2Paths).toBe(3);
  });

  test("each layer of a plain network", async () => {
    const { model, parameters } = plain;
    const layers = deletable(model);
    expect(layers).toHaveLength(9); // ten, of which one changes the shape
    expect(layers).not.toContain("layer2.0.conv1");
    const { results } = await studyLesions(plain, eachDeletion(model));
    for (const { deleted, loss } of results) {
      expect(loss).toBeCloseTo(await lossOf(deleteLayer(model, deleted[0]!), parameters), 12);
    }
  });

  test("a whole plain block", async () => {
    const { results } = await studyLesions(plain, [deletion("layer1.1")]);
    expect(results[0]!.loss).toBeCloseTo(await lossOf(spliceBlocks(plain.model, 0, 1, 1), plain.parameters), 12);
  });

  test("both layers of a plain block, and of several", async () => {
    const [most] = randomDeletions(plain.model, { counts: [9], draws: 1, seed: 1 });
    const { results } = await studyLesions(plain, [most!]);
    const rest = most!.deleted.reduce(deleteLayer, plain.model);
    expect(results[0]!.loss).toBeCloseTo(await lossOf(rest, plain.parameters), 12);
  });

  test("outputs that overflow are no result", async () => {
    const huge = Object.fromEntries(
      Object.entries(residual.parameters).map(([name, { shape, data }]) => [
        name,
        { shape, data: Float32Array.from(data, (x) => (/bn\d\.weight$/.test(name) ? 1e38 : x)) },
      ]),
    );
    const overflowing = { ...residual, parameters: huge };
    await expect(studyLesions(overflowing, eachDeletion(residual.model))).rejects.toThrow(
      /outputs of tiny overflow \(loss/,
    );
  });

  test.each([["identity"], ["exclusiveGate"]] as const)("a shuffle, %s", async (shortcut) => {
    const subject = subjectOf(tinyModel({ shortcut, depths: [4, 1] }));
    const moved = { "layer1.0": "layer1.2", "layer1.1": "layer1.0", "layer1.2": "layer1.1" };
    const { results } = await studyLesions(subject, [{ ...intact, moved }]);
    const permuted = permuteBlocks(subject.model, 0, [2, 0, 1, 3]);
    expect(results[0]!.loss).toBeCloseTo(await lossOf(permuted, subject.parameters), 12);
    expect(results[0]!.tau).toBeCloseTo(1 - (2 * 2) / 10, 12);
  });

  test("a shuffled block takes its survival probability along", async () => {
    const subject = subjectOf(tinyModel({ survival: 0.5, depths: [4, 1] }));
    const moved = { "layer1.0": "layer1.3", "layer1.3": "layer1.0" };
    const { results } = await studyLesions(subject, [{ ...intact, moved }]);
    const permuted = permuteBlocks(subject.model, 0, [3, 1, 2, 0]);
    expect(results[0]!.loss).toBeCloseTo(await lossOf(permuted, subject.parameters), 12);
  });

  test("after a shuffle the network is what it was", async () => {
    const lesioner = await createLesioner(residual);
    const pass = { set, normalisation };
    const before = await lesioner.measure(intact, pass);
    await lesioner.measure({ ...intact, moved: { "layer1.0": "layer1.1", "layer1.1": "layer1.0" } }, pass);
    expect(await lesioner.measure(intact, pass)).toEqual(before);
    lesioner.dispose();
  });
});

describe("statistics taken anew", () => {
  test("under a lesion they are those of the rebuilt network", async () => {
    const subject = subjectOf(tinyModel({ depths: [1, 1] }));
    const lesion = deletion("layer1.0");
    const training = tinyImages(18, 2); // two batches of 8; the rest is left out
    const [kept] = (await studyLesions(subject, [lesion])).results;
    const anew = await studyLesions(subject, [lesion], { reestimate: training });
    expect(anew.reestimated).toBe(16);
    expect(anew.results[0]!.loss).not.toBeCloseTo(kept!.loss, 3);
    const lossAnew = async (model: Model) => {
      const statistician = await createStatistician(model, device, 8);
      const parameters = await statistician.estimate(subject.parameters, {}, { set: training, normalisation });
      return lossOf(model, parameters);
    };
    expect(anew.results[0]!.loss).toBeCloseTo(await lossAnew(deleteBlock(subject.model, "layer1.0")), 12);
    expect(anew.intact.loss).toBeCloseTo(await lossAnew(subject.model), 12); // like is compared with like
  });

  test("are those of the images given, whatever a call before was given", async () => {
    const lesioner = await createLesioner(residual);
    const anew = async (count: number) =>
      (await lesioner.measure(intact, { set, normalisation, reestimate: tinyImages(count, 2) })).loss;
    const inOrder = [await anew(18), await anew(5), await anew(18)];
    lesioner.dispose();
    const alone = async (count: number) =>
      (await studyLesions(residual, [], { reestimate: tinyImages(count, 2) })).intact.loss;
    expect(inOrder).toEqual([await alone(18), await alone(5), await alone(18)]);
  });

  test("figures and tables say so", async () => {
    const options = { reestimate: tinyImages(18, 2) };
    const single = await studyLesions(residual, eachDeletion(residual.model), options);
    const drawn = await studyDraws(residual, "deletions", { counts: [1], draws: 1, seed: 1 }, options);
    for (const study of [single, drawn]) {
      expect(tableOf(study).notes.join(" ")).toContain("anew in every row, the whole network's too, from 16 training");
      expect(figuresOf(study)[0]!.subtitle).toContain("anew from 16");
    }
  });

  test("too few images are refused", async () => {
    const empty = { ...tinyImages(1), labels: new Int32Array() };
    await expect(studyLesions(residual, eachDeletion(residual.model), { reestimate: empty })).rejects.toThrow(
      /give more/,
    );
  });
});
