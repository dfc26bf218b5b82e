import { createReferenceDevice, type Device } from "@unravel/core";
import { initialise, type Model, WeightsError } from "@unravel/models";
import { describe, expect, test, vi } from "vitest";
import { tinyModel, tinySet } from "../run/tiny.testing.ts";
import { createEvaluator, evaluate } from "./evaluate.ts";

const device = createReferenceDevice();
const normalisation = { mean: [0.5], std: [0.25] };
const set = tinySet(23);
const model = tinyModel();
const parameters = initialise(model, 1);
const given = { model, parameters, device, set, normalisation };

/** `model` without the residual branch of one block. */
const withoutBranch = (name: string): Model => ({
  ...model,
  stages: model.stages.map((blocks) =>
    blocks.map((block) => (block.name === name ? { ...block, branches: [] } : block)),
  ),
});

describe("evaluate", () => {
  test("counts every image once, whatever the batch", async () => {
    const whole = await evaluate({ ...given, batch: 23 });
    expect(whole.images).toBe(23);
    expect(whole.error).toBe((100 * whole.wrong) / 23);
    expect(whole.perClass.map(({ images }) => images)).toEqual([8, 8, 7]);
    expect(whole.confusion.flat().reduce((sum, count) => sum + count)).toBe(23);
    const progress: number[][] = [];
    const parts = await evaluate({ ...given, batch: 10, onProgress: (...done) => progress.push(done) });
    expect(parts).toEqual({ ...whole, loss: expect.closeTo(whole.loss, 12) });
    expect(progress).toEqual([
      [10, 23],
      [20, 23],
      [23, 23],
    ]);
  });

  test("a gate deletes a branch as surgery does, on one loaded program", async () => {
    const evaluator = await createEvaluator({ model, parameters, device });
    const whole = await evaluator.evaluate(given);
    for (const name of ["layer1.0", "layer2.0"]) {
      const lesion = await evaluator.evaluate({ ...given, gates: { [`${name}.branch0`]: 0 } });
      expect(lesion).toEqual(await evaluate({ ...given, model: withoutBranch(name) }));
      expect(lesion.loss).not.toBe(whole.loss);
    }
    expect(await evaluator.evaluate(given)).toEqual(whole);
    evaluator.dispose();
  });

  test("takes other parameters without loading anew", async () => {
    const evaluator = await createEvaluator({ model, parameters, device });
    const other = initialise(model, 2);
    await evaluator.write(other);
    expect(await evaluator.evaluate(given)).toEqual(await evaluate({ ...given, parameters: other }));
  });

  test("parameters that do not fit leave nothing loaded", async () => {
    const dispose = vi.fn();
    const watched: Device = { ...device, load: async (program) => ({ ...(await device.load(program)), dispose }) };
    await expect(createEvaluator({ model, parameters: {}, device: watched })).rejects.toThrow(WeightsError);
    expect(dispose).toHaveBeenCalledOnce();
  });

  test("weighs a branch by its survival probability", async () => {
    const mortal = { ...given, model: tinyModel({ survival: 0.5, survivalRule: "uniform" }) };
    const gates = { "layer1.0.branch0": 0.5, "layer2.0.branch0": 0.5 };
    expect(await evaluate(mortal)).toEqual(await evaluate({ ...given, gates }));
    expect(await evaluate(mortal)).not.toEqual(await evaluate(given));
  });

  test("refuses weights that are missing or of another shape, and an evaluator without any", async () => {
    const { "fc.bias": bias, ...rest } = parameters;
    await expect(evaluate({ ...given, parameters: rest })).rejects.toThrow('1 missing: "fc.bias"');
    const long = { shape: [4], data: new Float32Array(4) };
    await expect(evaluate({ ...given, parameters: { ...rest, "fc.bias": long } })).rejects.toThrow(
      '1 mis-shaped: "fc.bias" [4] for [3]',
    );
    const evaluator = await createEvaluator({ model, device });
    await expect(evaluator.evaluate(given)).rejects.toThrow("has no weights yet. Call write before evaluate.");
    await evaluator.write({ ...rest, "fc.bias": bias! });
    expect(await evaluator.evaluate(given)).toEqual(await evaluate(given));
  });

  test("stops when told to", async () => {
    const stop = new AbortController();
    const run = evaluate({ ...given, batch: 5, signal: stop.signal, onProgress: () => stop.abort() });
    await expect(run).rejects.toThrow(expect.objectContaining({ name: "AbortError" }));
  });

  test("refuses images, classes and gates that are not the model's", async () => {
    const refused = (change: object) => expect(evaluate({ ...given, ...change })).rejects;
    await refused({ set: { ...set, shape: [1, 3, 12] } }).toThrow("those of tiny 1 are 1x3x12");
    await refused({ set: { ...set, classes: ["a"] } }).toThrow("preresnet110 tells 3 classes apart; tiny 1 has 1");
    await refused({ set: { ...set, labels: new Int32Array() } }).toThrow("tiny 1 holds no image.");
    const labels = set.labels.map((label, image) => (image === 4 ? 3 : label));
    await refused({ set: { ...set, labels } }).toThrow("Image 4 of tiny 1 has the label 3, expected 0 to 2.");
    await refused({ gates: { nowhere: 0 } }).toThrow('There is no gate "nowhere"');
  });
});
