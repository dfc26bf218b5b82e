import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { buildModel, initialise, ownMetadata, writeSafetensors } from "@unravel/models";
import { describe, expect, test } from "vitest";
import { realDataTest, unpackCifar } from "../../../../tests/support/real-data.ts";
import { answer, temporaryFolder, unravel } from "../cli.testing.ts";
import { makeCifar, tiny, tinyWeights } from "../files.testing.ts";

const folder = await temporaryFolder();
const cifar = await makeCifar(join(folder, "cifar"), 20);
const weights = join(folder, "tiny.safetensors");
await writeFile(weights, tinyWeights());
const base = ["eval", ...tiny.flags, "--weights", weights, "--data", "cifar10", "--data-dir", cifar];

describe.concurrent("unravel eval", () => {
  test("counts, and says what it counted with", async () => {
    const found = await answer(...base, "--device", "tfjs-wasm");
    expect(found).toMatchObject({
      images: 20,
      model: "resnet8",
      weights: { file: weights, format: "safetensors", origin: "unravel" },
      data: { name: "cifar10", split: "test", known: false },
      normalisation: { mean: [0.4914, 0.482158, 0.446531], from: "the statistics of cifar10's training images" },
      device: { name: "tfjs-wasm" },
      notices: [expect.stringContaining("not known to be the published files")],
    });
    expect(found.error).toBe(5 * (found.wrong as number));
  });

  test("devices agree; a batch that does not divide the images changes nothing", async () => {
    const [cpu, reference] = await Promise.all([
      answer(...base, "--device", "tfjs-cpu", "--batch", "7"),
      answer(...base, "--device", "reference"),
    ]);
    expect(cpu.wrong).toBe(reference.wrong);
    expect(cpu.loss).toBeCloseTo(reference.loss as number, 4);
  });

  test("splits, classes and confusions on demand", async () => {
    const flags = ["--device", "tfjs-cpu", "--split", "validation", "--validation", "30", "--per-class", "--confusion"];
    const found = await answer(...base, ...flags);
    expect(found).toMatchObject({ images: 30, data: { split: "validation" } });
    const confusion = found.confusion as number[][];
    expect(confusion.flat().reduce((sum, images) => sum + images)).toBe(30);
    expect(confusion.flatMap((row, label) => row.filter((_, guess) => guess !== label)).reduce((a, b) => a + b)).toBe(
      found.wrong,
    );
    expect(found.perClass).toHaveLength(10);
  });

  test("tables on a terminal", async () => {
    const { code, stdout } = await unravel(...base, "--device", "tfjs-cpu", "--per-class", "--confusion");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\d+\.\d\d% wrong \(\d+ of 20\), loss \d+\.\d{4}$/m);
    expect(stdout).toMatch(/^automobile +2 +\d +\d+\.00%/m);
    expect(stdout).toMatch(/^9 {2}truck +/m);
  });

  test("outputs that overflow are no result", async () => {
    const huge = join(folder, "huge.safetensors");
    const model = buildModel("resnet8", tiny.options);
    const parameters = Object.entries(initialise(model, 1)).map(([name, { shape, data }]) => [
      name,
      { shape, data: Float32Array.from(data, (x) => x * 1e20) },
    ]);
    await writeFile(huge, writeSafetensors(Object.fromEntries(parameters), ownMetadata));
    const { code, stdout, stderr } = await unravel(...base, "--weights", huge, "--device", "wasm");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain("The outputs of resnet8 overflow (loss NaN)");
  });

  test("flags set the normalisation", async () => {
    const flags = ["--device", "tfjs-cpu", "--mean", "0.5,0.5,0.5", "--std", "1,1,1"];
    expect(await answer(...base, ...flags)).toMatchObject({
      normalisation: { mean: [0.5, 0.5, 0.5], std: [1, 1, 1], from: "flags" },
    });
  });
});

realDataTest("other people's weights on 256 real images: PyTorch's count", async ({ realData }) => {
  const real = join(folder, "real");
  await mkdir(real);
  const images = await readFile(join(await unpackCifar(), "cifar-10-batches-bin/test_batch.bin"));
  await writeFile(join(real, "test_batch.bin"), images.subarray(0, 256 * 3073));
  const guesses = await readFile(join(realData, "reference/resnet20_argmax_test0-4999.bin"));
  const wrong = Array.from({ length: 256 }, (_, image) => image).filter(
    (image) => guesses[image] !== images[image * 3073],
  );

  const file = join(realData, "weights/resnet20-12fca82f.th");
  const flags = ["--model", "resnet20", "--weights", file, "--data", "cifar10", "--data-dir", real];
  expect(await answer("eval", ...flags, "--device", "tfjs-wasm")).toMatchObject({ images: 256, wrong: wrong.length });
});
