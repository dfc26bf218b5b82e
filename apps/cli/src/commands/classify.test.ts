import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openStore } from "@unravel/core/store";
import { loadCifar } from "@unravel/data";
import { buildModel, initialise, saveWeights } from "@unravel/models";
import { describe, expect, test } from "vitest";
import { realDataTest, unpackCifar } from "../../../../tests/support/real-data.ts";
import { answer, temporaryFolder, unravel } from "../cli.testing.ts";
import { colourPng, png, tiny, tinyWeights } from "../files.testing.ts";

const folder = await temporaryFolder();
const at = (name: string) => join(folder, name);
const model = buildModel(tiny.name, { ...tiny.options, classes: 3 });
const context = { classes: ["blue", "green", "red"], normalisation: { mean: [0.5, 0.5, 0.5], std: [0.2, 0.2, 0.2] } };
await writeFile(at("own.safetensors"), saveWeights(model, initialise(model, 1), context));
await writeFile(at("bare.safetensors"), tinyWeights());
await writeFile(at("red.png"), colourPng(200, 0, 0));
await writeFile(at("blue.png"), colourPng(0, 0, 200));
await writeFile(at("cut.jpg"), Buffer.from("ffd8ff", "hex"));
const onCpu = ["--device", "tfjs-cpu"];

type Found = { readonly images: { file: string; guesses: { class: number; label: string; probability: number }[] }[] };

describe.concurrent("unravel classify", () => {
  test("by weights that know their network, for programs", async () => {
    const flags = ["--weights", at("own.safetensors"), ...onCpu];
    const found = (await answer("classify", at("red.png"), at("blue.png"), ...flags)) as unknown as Found;
    expect(found).toMatchObject({ model: "resnet8", normalisation: { from: "the weights' own training" } });
    expect(found.images.map(({ file }) => file)).toEqual([at("red.png"), at("blue.png")]);
    const [{ guesses }] = found.images as [Found["images"][0]];
    expect(guesses.map(({ label }) => label).sort()).toEqual(context.classes);
    expect(guesses.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 6);
  });

  test("for people, by names that are given, the likeliest alone", async () => {
    const names = ["--names", "sky,grass,brick", "--top", "1"];
    const { code, stdout } = await unravel(
      ...["classify", at("red.png"), at("blue.png"), "--weights", at("own.safetensors"), ...names, ...onCpu],
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\S*red\.png\nclass +probability\n(sky|grass|brick) +\d+\.\d\d% .*\n\n\S*blue\.png\n/);
    expect(stdout.match(/%/g)).toHaveLength(2);
  });

  test.each<[string, string, string[], RegExp, number]>([
    ["an image that is broken", "cut.jpg", [], /cut\.jpg cannot be decoded: it has no frame header\./, 1],
    ["an image that is not there", "no.png", [], /no\.png: there is no such file/, 1],
    ["names that are too few", "red.png", ["--names", "a,b"], /tells 3 classes apart, and 2 names were given/, 1],
    ["a side that is too short", "red.png", ["--shorter-side", "8"], /--shorter-side 8: expected at least 32/, 2],
  ])("refuses %s", async (_, image, flags, message, code) => {
    const given = ["classify", at(image), "--weights", at("own.safetensors"), ...flags, ...onCpu];
    const { stdout, ...ended } = await unravel(...given);
    expect(ended).toEqual({ code, stderr: expect.stringMatching(message) });
    expect(stdout).toBe("");
  });

  test("asks how images are normalised where weights do not say", async () => {
    const given = ["classify", at("red.png"), ...tiny.flags, "--weights", at("bare.safetensors"), ...onCpu];
    expect(await unravel(...given)).toMatchObject({ code: 2, stderr: expect.stringContaining("add --mean and --std") });
    expect(await unravel(...given, "--mean", "0,0,0", "--std", "1,1,1")).toMatchObject({ code: 0 });
  });
});

realDataTest("other people's weights name real images as PyTorch does", async ({ realData }) => {
  const directory = openStore(await unpackCifar());
  const cifar = await loadCifar({ dataset: "cifar10", split: "test", directory });
  const files = Array.from({ length: 8 }, (_, image) => at(`${image}.png`));
  for (const [image, file] of files.entries()) {
    await writeFile(file, png(32, cifar.images.subarray(image * 3072, (image + 1) * 3072)));
  }
  const weights = ["--model", "resnet20", "--weights", join(realData, "weights/resnet20-12fca82f.th")];
  const names = ["--names", cifar.classes.join(), "--device", "wasm"];
  const { images } = (await answer("classify", ...files, ...weights, ...names)) as unknown as Found;
  const theirs = await readFile(join(realData, "reference/resnet20_argmax_test0-4999.bin"));
  expect(images.map(({ guesses }) => guesses[0]!.label)).toEqual(
    [...theirs.subarray(0, 8)].map((guess) => cifar.classes[guess]),
  );
});
