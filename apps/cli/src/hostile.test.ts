// Bad input: one message that says what is wrong, the right exit code, and nothing left half-written.
import { access, readdir, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder, unravel } from "./cli.testing.ts";
import { makeCifar, pickleWithCode, tiny, tinyWeights, zipBomb } from "./files.testing.ts";

const folder = await temporaryFolder();
const at = (name: string) => join(folder, name);
const cifar = await makeCifar(at("cifar"), 10);
await writeFile(at("good.safetensors"), tinyWeights());

const evaluate = (weights: string, data = cifar, flags: readonly string[] = tiny.flags) =>
  unravel("eval", ...flags, "--weights", weights, "--data", "cifar10", "--data-dir", data, "--device", "tfjs-cpu");

const badWeights: readonly [name: string, content: Uint8Array, message: RegExp][] = [
  ["an empty file", new Uint8Array(), /empty/],
  ["a cut safetensors file", tinyWeights().subarray(0, 3000), /damaged or cut short: copy or download it again/],
  ["a pickle with code", pickleWithCode(at("executed")), /posix\.system/],
  ["a zip bomb", zipBomb(200), /as a zip bomb does/],
  ["an HTML page", Buffer.from("<!DOCTYPE html><html></html>"), /HTML/],
];

describe.concurrent("weights", () => {
  test.each(badWeights)("%s", async (name, content, message) => {
    const path = at(`${name}.pth`);
    await writeFile(path, content);
    const { code, stdout, stderr } = await evaluate(path);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^unravel: .+\n$/);
    expect(stderr).toContain(`${name}.pth`);
    expect(stderr).toMatch(message);
    await expect(access(at("executed"))).rejects.toThrow();
  });

  test("a huge file is refused before it is read", async () => {
    await writeFile(at("huge.th"), "");
    await truncate(at("huge.th"), 3 * 2 ** 30); // sparse: takes no room on the disk
    const { code, stderr } = await evaluate(at("huge.th"));
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(/huge\.th has 3072 MiB; .* up to 1900 MiB/),
    });
  });

  test("weights of another network", async () => {
    const { code, stderr } = await evaluate(at("good.safetensors"), cifar, ["--model", "resnet20"]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/they do not fit the model; \d+ missing: .*mis-shaped.*Likely: /s);
  });

  test("weights with another head", async () => {
    const { code, stderr } = await evaluate(at("good.safetensors"), cifar, [...tiny.flags, "--classes", "3"]);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(
        /the file has 10 classes and the model 3: build the model with 10, or start a training/,
      ),
    });
  });

  test("a file that is not there", async () => {
    const { code, stderr } = await evaluate(at("nowhere.pth"));
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(/nowhere\.pth: there is no such file/) });
  });
});

describe.concurrent("networks and recipes from files", () => {
  test.each([
    [
      "no JSON",
      "{",
      /^unravel: \S*no JSON\.json is not JSON: (?!.*no JSON\.json).* Mend the file, or write it anew\.\n$/,
      1,
    ],
    [
      "a model with a fault",
      '{"format":1,"name":"x","input":[3,32,32],"stem":[],"stages":[],"head":[{"op":"run"}]}',
      /head\[0\]/,
      1,
    ],
  ] as const)("%s", async (name, text, message, code) => {
    await writeFile(at(`${name}.json`), text);
    const shown = await unravel("show", at(`${name}.json`));
    expect(shown).toMatchObject({ code, stdout: "", stderr: expect.stringMatching(message) });
  });

  test("a recipe with a fault names the path to it, and no run is begun", async () => {
    await writeFile(at("recipe.json"), '{"format":1,"name":"mine","batch":-3}');
    const flags = ["--recipe", at("recipe.json"), "--data", "synthetic", "--out", at("unbegun")];
    const { code, stderr } = await unravel("train", ...tiny.flags, ...flags);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(/recipe\.json: .*batch/) });
    await expect(access(at("unbegun"))).rejects.toThrow();
  });
});

describe.concurrent("runs that cannot begin leave nothing", () => {
  const train = (...flags: string[]) =>
    unravel("train", ...tiny.flags, "--data", "cifar10", "--data-dir", cifar, "--device", "tfjs-cpu", ...flags);

  test("a folder that cannot be written", async () => {
    const { code, stderr } = await train("--validation", "0", "--batch-size", "8", "--out", at("good.safetensors/run"));
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(/Cannot write .*good\.safetensors\/run\/command\.json: .*Choose another path/),
    });
  });

  test("a folder that is not empty", async () => {
    const { code, stderr } = await train("--out", cifar);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(/is not empty, and nothing in it/) });
    expect(await readdir(cifar)).toHaveLength(6);
  });

  test("a batch that the memory cannot hold", async () => {
    const { code, stderr } = await unravel(
      ...["train", "--model", "resnet8", "--widths", "256,256,256", "--batch-size", "7000", "--data", "synthetic"],
      ...["--device", "wasm", "--out", at("too much")],
    );
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(/needs .* GiB, and .* --batch-size .* --grad-accum-steps/),
    });
    await expect(access(at("too much"))).rejects.toThrow();
  });

  test.each([
    ["more images held out than there are", ["--validation", "100"], /100 of 50 images cannot be held back/],
    ["a part to freeze that is none", ["--validation", "0", "--batch-size", "8", "--freeze", "layer9"], /"layer9"/],
    [
      "a batch larger than the set",
      ["--validation", "0", "--batch-size", "64"],
      /50 images to train on, and a batch has 64/,
    ],
  ] as const)("%s", async (name, flags, message) => {
    const { code, stderr } = await train(...flags, "--out", at(name));
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(message) });
    await expect(access(at(name))).rejects.toThrow();
  });
});

test.concurrent("an unknown device", async () => {
  const { code, stderr } = await unravel(
    "eval",
    ...tiny.flags,
    "--weights",
    at("good.safetensors"),
    "--data",
    "cifar10",
    "--data-dir",
    cifar,
    "--device",
    "tfjs-wsam",
  );
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: expect.stringMatching(/no device "tfjs-wsam"\. Did you mean "tfjs-wasm"/),
  });
});
