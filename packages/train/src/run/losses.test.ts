import { type Device, DeviceError, openSupply } from "@unravel/core";
import { memoryStore, type Store } from "@unravel/core/store";
import { describe, expect, test } from "vitest";
import { describeLoss, type Loss, trainOn } from "./losses.ts";
import type { SessionOptions, TrainingResult } from "./options.ts";
import { tinyRecipe } from "./tiny.testing.ts";
import { content, data, device, start, unbroken } from "./tiny-run.testing.ts";
import { resume } from "./train.ts";

/** A device that is lost at its call number `fatal` of load or run: the call fails first, the loss is told then. Its self-check has two. */
function mortal(name: string, fatal: number): Device {
  let lose: (reason: string) => void = () => {};
  let left = fatal;
  const lost = new Promise<string>((resolve) => {
    lose = resolve;
  });
  const count = () => {
    if (--left > 0) return;
    setTimeout(() => lose("unplugged"), 10);
    throw new DeviceError("a buffer was destroyed");
  };
  return {
    ...device,
    name,
    lost,
    async load(program) {
      count();
      const executable = await device.load(program);
      const run = async () => {
        count();
        return executable.run();
      };
      return { ...executable, run };
    },
  };
}

/** A factory of devices that last so many calls each time one is opened; the last number stands for all that follow. */
const dying = (name: string, ...lives: readonly number[]) => {
  let opened = 0;
  return { name, open: async () => mortal(name, lives[Math.min(opened++, lives.length - 1)]!) };
};

const forever = Number.POSITIVE_INFINITY;
const given = { recipe: tinyRecipe({ validation: 5, length: { epochs: 3 } }) };

async function survive(
  directory: Store,
  factories: readonly ReturnType<typeof dying>[],
  { name = "auto", ...options }: Partial<SessionOptions> & { readonly name?: string } = {},
): Promise<{ readonly result: TrainingResult; readonly losses: readonly Loss[] }> {
  const devices = await openSupply(factories, name);
  const losses: Loss[] = [];
  const result = await trainOn({ devices, directory, onLoss: (loss) => losses.push(loss) }, (next, goesOn) =>
    goesOn
      ? resume(directory, { data, ...options, device: next })
      : start(directory, given, { ...options, device: next }),
  );
  return { result, losses };
}

/** What is determined of a run, but for the names of its devices. */
async function numbers(files: Record<string, string>): Promise<unknown> {
  const { "metrics.jsonl": metrics, "weights.safetensors": weights } = files;
  return { metrics, weights };
}

describe("a run whose device is lost", () => {
  test("goes on by itself on the same device, opened anew, with the bits of an unbroken one", async () => {
    const directory = memoryStore();
    const { result, losses } = await survive(directory, [dying("gpu", 10, 8, forever)], { checkpointEvery: 2 });
    expect(result.finished).toBe(true);
    expect(losses.length).toBe(2);
    expect(describeLoss(losses[0]!)).toMatch(
      /^gpu was lost \(unplugged\)\. The run goes on from its checkpoint after \d+ steps on gpu, plain loops/,
    );
    expect(await numbers(await content(directory))).toEqual(await numbers(await unbroken(given)));
  });

  test("goes on on the next device after three losses without a checkpoint in between, and says who made which steps", async () => {
    const directory = memoryStore();
    const gpu = dying("gpu", 11, 5);
    const { losses } = await survive(directory, [gpu, dying("cpu", forever)], { checkpointEvery: 4 });
    expect(losses.map(({ lost, next, step }) => [lost.name, next.name, step])).toEqual([
      ["gpu", "gpu", 4],
      ["gpu", "gpu", 4],
      ["gpu", "cpu", 4],
    ]);
    const { devices } = JSON.parse((await content(directory))["summary.json"]!);
    expect(devices).toMatchObject([
      { from: 0, name: "gpu" },
      { from: 4, name: "cpu" },
    ]);
    expect(await numbers(await content(directory))).toEqual(await numbers(await unbroken(given)));
  });

  test("begins anew where it had not begun", async () => {
    const directory = memoryStore();
    const { result, losses } = await survive(directory, [dying("gpu", 3), dying("cpu", forever)]);
    expect(result.finished).toBe(true);
    expect(losses.map(({ step }) => step)).toEqual([undefined, undefined, undefined]);
    expect(describeLoss(losses[2]!)).toContain("The run begins anew on cpu");
  });

  test("ends where no device is left, with its checkpoint and how to go on", async () => {
    const directory = memoryStore();
    const factories = [dying("gpu", 11, 5), dying("cpu", forever)];
    await expect(survive(directory, factories, { name: "gpu", checkpointEvery: 4 })).rejects.toThrow(
      /^unplugged\. There is no other device to take in place of gpu\. The run's last checkpoint, after 4 steps, is kept in memory: resume it from there\.$/,
    );
    expect((await resume(directory, { data, device })).finished).toBe(true);
  });
});

test("what fails on a device that is still there is thrown on", async () => {
  const devices = await openSupply([dying("gpu", forever)]);
  const failing = trainOn({ devices, directory: memoryStore(), onLoss: () => expect.unreachable() }, () =>
    Promise.reject(new RangeError("other")),
  );
  await expect(failing).rejects.toThrow(RangeError);
});
