/// <reference types="node" />
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createReferenceDevice, type Parameters } from "@unravel/core";
import { memoryStore, openStore } from "@unravel/core/store";
import { buildModel, readWeights } from "@unravel/models";
import { describe, expect, test } from "vitest";
import { TrainingError } from "../errors.ts";
import { readMetrics } from "./journal.ts";
import type { EpochReport, EvaluationProgress, StepReport } from "./options.ts";
import { tinyModel, tinyRecipe, tinySet } from "./tiny.testing.ts";
import { resume, train } from "./train.ts";

const device = createReferenceDevice();
const model = tinyModel();
const data = { train: tinySet(45), test: tinySet(20, 2) };

describe("train", () => {
  test("learns, tells, and leaves a run directory", async () => {
    const directory = memoryStore();
    const steps: StepReport[] = [];
    const epochs: EpochReport[] = [];
    const notices: string[] = [];
    const result = await train({
      model,
      recipe: tinyRecipe({ length: { epochs: 12 }, validation: 5, seed: 3 }),
      data,
      device,
      directory,
      onStep: (report) => void steps.push(report),
      onEpoch: (report) => void epochs.push(report),
      onNotice: (line) => notices.push(line),
    });
    expect(result).toMatchObject({ finished: true, step: 60, steps: 60, epoch: 12, directory });
    expect(result.test!.images).toBe(20);
    expect(result.test!.error).toBeLessThan(50);
    expect(result.message).toMatch(/^Finished after 60 steps, validation error .*, test error .*\. Saved in memory\.$/);
    expect(notices).toEqual([
      "5 of the 45 training images are held out for validation.",
      expect.stringMatching(
        /^Memory on reference: .* to train \(.* of them weights and momentum, .* images\), and .* to evaluate\.$/,
      ),
    ]);

    expect(steps.map(({ step }) => step)).toEqual(Array.from({ length: 60 }, (_, index) => index + 1));
    expect(steps.at(-1)).toMatchObject({ steps: 60, epoch: 12, rate: 0.1 });
    expect(steps.at(-1)!.loss).toBeLessThan(steps[1]!.loss!);
    expect(steps.at(-1)!.imagesPerSecond).toBeGreaterThan(0);
    expect(steps.at(-1)!.secondsLeft).toBe(0);
    expect(epochs.map(({ epoch, validation }) => [epoch, validation!.images])).toEqual(
      Array.from({ length: 12 }, (_, index) => [index + 1, 5]),
    );

    expect(await directory.list()).toEqual([
      "checkpoints/",
      "config.json",
      "metrics.jsonl",
      "summary.json",
      "timing.jsonl",
      "weights.safetensors",
    ]);
    expect(await directory.list("checkpoints")).toEqual(["step-0000000060.safetensors"]);
    const rows = await readMetrics(directory);
    // Windows of 2 updates, the fifth update of each epoch alone.
    expect(rows.slice(0, 4).map(({ kind, step }) => [kind, step])).toEqual([
      ["window", 2],
      ["window", 4],
      ["window", 5],
      ["epoch", 5],
    ]);
    const weights = readWeights(await directory.read("weights.safetensors"));
    expect(weights.dialect).toBe("unravel");
    expect(weights.tensors).toEqual(result.parameters);
    const summary = JSON.parse(new TextDecoder().decode(await directory.read("summary.json")));
    expect(summary.test).toEqual(result.test);
  });

  test("tells how far its evaluations are", async () => {
    const told: EvaluationProgress[] = [];
    await train({
      model,
      recipe: tinyRecipe({ length: { epochs: 1 }, validation: 5 }),
      data: { ...data, test: tinySet(130, 2) },
      device,
      onEvaluation: (progress) => void told.push(progress),
    });
    expect(told).toEqual([
      { part: "validation", done: 5, total: 5 },
      { part: "test", done: 128, total: 130 },
      { part: "test", done: 130, total: 130 },
    ]);
  });

  test("is refused where a run is, and where another process is at work", async () => {
    const directory = memoryStore();
    const options = { model, recipe: tinyRecipe({ length: { steps: 1 } }), data, device, directory };
    await train(options);
    await expect(train(options)).rejects.toThrow("memory holds a run already. Resume that one, or choose another");
    await directory.lock("run");
    await expect(resume(directory, { data, device })).rejects.toThrow("in use");
  });

  test("is refused, before anything is written, where the directory cannot be written", async () => {
    const folder = await mkdtemp(join(tmpdir(), "unravel-train-"));
    await writeFile(join(folder, "taken"), "");
    const directory = openStore(join(folder, "taken/run"));
    await expect(train({ model, recipe: tinyRecipe(), data, device, directory })).rejects.toMatchObject({
      name: "StoreError",
      reason: "folder",
    });
    expect(await readdir(folder)).toEqual(["taken"]);
    await rm(folder, { recursive: true });
  });

  test("says what does not fit", async () => {
    const go = (change: object) => train({ model, recipe: tinyRecipe(), data, device, ...change });
    await expect(go({ recipe: tinyRecipe({ batch: 64 }) })).rejects.toThrow(
      "There are 45 images to train on, and a batch has 64",
    );
    await expect(go({ model: buildModel("resnet8") })).rejects.toThrow(
      "resnet8 takes images of 3x32x32 (channels x height x width); those of tiny 1 are 1x6x6.",
    );
    await expect(go({ model: tinyModel({ classes: 10 }) })).rejects.toThrow("tells 10 classes apart; tiny 1 has 3.");
    await expect(go({ frozen: ["layer9"] })).rejects.toThrow('Nothing is called "layer9"');
    await expect(go({ seed: -1 })).rejects.toThrow("Recipe: seed: expected an integer");
    const augmentation = { shorterSide: [8, 10], crop: 6, flip: true, lighting: 0 };
    await expect(go({ recipe: tinyRecipe({ augmentation }) })).rejects.toThrow("a set in memory has one size");
  });

  test("shows the weights on the way", async () => {
    const seen: Parameters[] = [];
    const { parameters } = await train({
      model,
      recipe: tinyRecipe({ length: { steps: 2 }, averageDecay: 0.5 }),
      data,
      device,
      onStep: async (_, view) => void seen.push(await view.parameters()),
    });
    expect(seen).toHaveLength(2);
    expect(seen[1]).toEqual(parameters);
    expect(seen[0]).not.toEqual(parameters);
  });

  test("tells of the images that fill no batch", async () => {
    const notices: string[] = [];
    await train({
      model,
      recipe: tinyRecipe({ length: { epochs: 1 } }),
      data: { train: data.train },
      device,
      onNotice: (line) => notices.push(line),
    });
    expect(notices[0]).toBe("Of each epoch's 45 images 5 fill no batch of 8 and are left out, others each time.");
  });

  test("stops when the loss is no longer finite, the last good checkpoint kept", async () => {
    const directory = memoryStore();
    const recipe = tinyRecipe({ schedule: { rate: 1e30, curve: { kind: "constant" } } });
    const run = train({ model, recipe, data, device, directory, checkpointEvery: 1 });
    await expect(run).rejects.toThrow(TrainingError);
    await expect(run).rejects.toThrow(
      /is no longer a finite number at step \d+, learning rate 1e\+30.*: training has diverged\. Start anew with a lower learning rate .* checkpoint is kept in memory\./,
    );
    expect(await directory.list("checkpoints")).toHaveLength(1);
    expect((await readMetrics(directory)).length).toBe(0);
  });
});
