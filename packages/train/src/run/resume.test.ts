import { createReferenceDevice, type Device } from "@unravel/core";
import { memoryStore } from "@unravel/core/store";
import { readSafetensors, writeSafetensors } from "@unravel/models";
import { describe, expect, test } from "vitest";
import type { SessionOptions } from "./options.ts";
import { tinyModel, tinyRecipe, tinySet } from "./tiny.testing.ts";
import { type Case, content, data, device, go, model, start, unbroken } from "./tiny-run.testing.ts";
import { resume, train } from "./train.ts";

const cases: Record<string, Case> = {
  "epochs and validation": { recipe: tinyRecipe({ validation: 5, length: { epochs: 2 } }) },
  "steps across epochs, odd windows": { recipe: tinyRecipe({ length: { steps: 9 }, window: 3 }) },
  "averages of the weights": { recipe: tinyRecipe({ averageDecay: 0.8, validation: 5 }) },
  accumulation: { recipe: tinyRecipe({ accumulate: 4, length: { steps: 5 } }) },
  "stochastic depth": { model: tinyModel({ survival: 0.4, depths: [2, 2] }) },
  dropout: { model: tinyModel({ shortcut: "dropout" }) },
  "a plateau": {
    recipe: tinyRecipe({
      length: { epochs: 4 },
      validation: 6,
      schedule: { rate: 0.1, curve: { kind: "plateau", factor: 0.5, patience: 0 } },
    }),
  },
  "warm-up until an error": {
    recipe: tinyRecipe({
      length: { epochs: 3 },
      schedule: { rate: 0.2, curve: { kind: "cosine" }, warmUp: { rate: 0.01, until: { error: 70 } } },
    }),
  },
  "the mean of each pixel": { recipe: tinyRecipe({ normalisation: "pixelMean" }) },
};

describe.each(Object.entries(cases))("a run with %s", (_, given) => {
  test("stopped after every update and resumed has the bits of an unbroken one", async () => {
    const directory = memoryStore();
    let sittings = 0;
    for (let finished = false; !finished; sittings++) {
      const stop = new AbortController();
      const result = await go(directory, given, { signal: stop.signal, onStep: () => stop.abort() });
      finished = result.finished;
      if (!finished)
        expect(result.message).toMatch(/^Stopped after \d+ of \d+ steps; a checkpoint is saved in memory\./);
    }
    expect(sittings).toBeGreaterThan(4);
    expect(await content(directory)).toEqual(await unbroken(given));
  });
});

test("the recipes above reduce their rate and end their warm-up on the way", async () => {
  const rates = async (name: string) => {
    const { "metrics.jsonl": metrics } = await unbroken(cases[name]!);
    return new Set([...metrics!.matchAll(/"rate":([^,]*)/g)].map(([, rate]) => Number(rate)));
  };
  expect((await rates("a plateau")).size).toBeGreaterThan(1);
  expect((await rates("warm-up until an error")).has(0.01)).toBe(true);
  expect((await rates("warm-up until an error")).size).toBeGreaterThan(1);
});

describe("resume", () => {
  const stopped = async (options: Partial<SessionOptions> = {}) => {
    const directory = memoryStore();
    const stop = new AbortController();
    await start(directory, {}, { signal: stop.signal, onStep: () => stop.abort(), ...options });
    return directory;
  };

  test("a stop during an evaluation has it made again", async () => {
    const images = { train: tinySet(170) };
    const given = { recipe: tinyRecipe({ validation: 140 }) }; // two batches to evaluate
    const directory = memoryStore();
    const stop = new AbortController();
    // The program with the logits is the evaluation's: it is stopped at its first batch.
    const stopping: Device = {
      ...device,
      async load(program) {
        const executable = await device.load(program);
        if (!program.graph.outputs.has("logits")) return executable;
        const run = async () => {
          await executable.run();
          stop.abort();
        };
        return { ...executable, run };
      },
    };
    const onEpoch = () => expect.unreachable();
    const result = await start(directory, given, { device: stopping, signal: stop.signal, data: images, onEpoch });
    expect(result).toMatchObject({ finished: false, step: 3, epoch: 0 });
    expect(await resume(directory, { data: images, device })).toMatchObject({ finished: true });
    const whole = memoryStore();
    await start(whole, given, { data: images });
    expect(await content(directory)).toEqual(await content(whole));
  });

  test("of a finished run gives its result again", async () => {
    const directory = memoryStore();
    const { directory: _, ...result } = await start(directory, {});
    const before = await content(directory);
    expect(await resume(directory, { data, device })).toMatchObject(result);
    expect(await content(directory)).toEqual(before);
  });

  test("refuses what the run was not started with", async () => {
    const directory = await stopped();
    const go = (options: object) => resume(directory, { data, device, ...options });
    await expect(go({ model: tinyModel({ widths: [2, 4] }) })).rejects.toThrow(
      /^memory was started with another model \(stages\.1\..*: 1 before, 2 now\)\. Give what it was started with, or start a new run/,
    );
    await expect(go({ recipe: tinyRecipe({ batch: 4 }) })).rejects.toThrow("another recipe (batch: 8 before, 4 now)");
    await expect(go({ data: { ...data, train: tinySet(30, 5) } })).rejects.toThrow("other training images (checksum:");
    await expect(go({ data: { train: data.train } })).rejects.toThrow("other test images");
    await expect(resume(memoryStore(), { data, device })).rejects.toThrow(
      "memory holds no run: there is no config.json",
    );
  });

  test("takes the recipe that the run was started with, whose seed the run had changed", async () => {
    const directory = memoryStore();
    const recipe = tinyRecipe();
    const stop = new AbortController();
    await train({ model, recipe, seed: 5, data, device, directory, signal: stop.signal, onStep: () => stop.abort() });
    expect(await resume(directory, { recipe, data, device })).toMatchObject({ finished: true });
  });

  test("on another device goes on, and says so", async () => {
    const directory = await stopped();
    const notices: string[] = [];
    const other = { ...createReferenceDevice(), name: "another" };
    const result = await resume(directory, { data, device: other, onNotice: (line) => notices.push(line) });
    expect(result.finished).toBe(true);
    expect(notices[0]).toBe(
      'This run was started on another device (name: "reference" before, "another" now): it goes on, with other last bits.',
    );
  });

  test("says what is damaged", async () => {
    const text = (value: string) => new TextEncoder().encode(value);
    const directory = await stopped();
    const [checkpoint] = await directory.list("checkpoints");
    const path = `checkpoints/${checkpoint}`;
    const go = () => resume(directory, { data, device });

    const bytes = await directory.read(path);
    for (const damaged of [bytes.subarray(0, bytes.length / 2), text("{}"), writeSafetensors({}, { other: "x" })]) {
      await directory.write(path, damaged);
      await expect(go()).rejects.toThrow(/^checkpoints\/step-\d+\.safetensors in memory is no checkpoint/);
    }
    const { tensors, metadata } = readSafetensors(bytes);
    const { "layer1.0.conv1.weight": _, ...rest } = tensors;
    await directory.write(path, writeSafetensors(rest, metadata));
    await expect(go()).rejects.toThrow('1 missing: "layer1.0.conv1.weight"');
    await directory.remove(path);
    await expect(go()).rejects.toThrow("There is no checkpoint in memory. Start the run anew.");
    await directory.write("config.json", text('{"format": 1, "model": {}}'));
    await expect(go()).rejects.toThrow("config.json in memory does not describe a run:");
    await directory.write("config.json", text("{"));
    await expect(go()).rejects.toThrow("config.json in memory does not describe a run:");
  });
});
