// Every command that writes where its user says refuses to write over what it reads.
import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { buildModel, initialise, ownMetadata, writeSafetensors } from "@unravel/models";
import { expect, test } from "vitest";
import { answer, temporaryFolder, unravel } from "../cli.testing.ts";
import { makeCifar, tiny, tinyWeights } from "../files.testing.ts";

const folder = await temporaryFolder();
const at = (name: string) => join(folder, name);
const cifar = await makeCifar(at("cifar"), 20);
const images = ["--data", "cifar10", "--data-dir", cifar, "--device", "wasm", "--threads", "1"];
const axis = { title: "", scale: "linear" };
const series = [{ name: "s", mark: "points", points: [{ x: 1, y: 2 }] }];
const figure = { format: 1, name: "f", title: "", subtitle: "", x: axis, y: axis, series, references: [] };
await writeFile(at("w.safetensors"), tinyWeights());
await writeFile(at("f.json"), JSON.stringify(figure));
await writeFile(at("a-g.json"), JSON.stringify([figure, { ...figure, name: "g" }]));
await answer("show", "resnet8", "--save", at("m.json"));
await writeFile(at("t.json"), "{}");
await writeFile(at("cifar.tar.gz"), "");
await mkdir(at("folder"));
await mkdir(at("linking"));
await symlink(cifar, at("linking/cifar-10-batches-bin"));
await mkdir(at("classes/train/a"), { recursive: true });
await writeFile(at("classes/train/a/1.png"), "");
await mkdir(at("R/T2-smoke"), { recursive: true });
await writeFile(at("R/T2-smoke/identity-seed0.json"), "{}");
await writeFile(at("R/T2-smoke/dropout-seed0.json"), "{}");

const weights = [...tiny.flags, "--weights", at("w.safetensors"), ...images];

test.concurrent.each([
  ["w.safetensors", ["lesion", ...weights, "--md", at("w.safetensors")]],
  ["w.safetensors", ["lesion", ...weights, "--keep", at("./cifar/../w.safetensors")]],
  ["w.safetensors", ["shuffle", ...weights, "--swaps", "1", "--svg", at("w.safetensors")]],
  ["w.safetensors", ["signal", ...weights, "--png", at("w.safetensors")]],
  ["w.safetensors", ["gradients", ...weights, "--md", at("w.safetensors")]],
  ["cifar.tar.gz", ["signal", ...weights, "--data-dir", at("cifar.tar.gz"), "--md", at("cifar.tar.gz")]],
  ["m.json", ["signal", "--model", at("m.json"), ...images, "--md", at("m.json")]],
  ["m.json", ["paths", at("m.json"), "--md", at("m.json")]],
  ["m.json", ["show", at("m.json"), "--svg", at("m.json")]],
  ["m.json", ["bench", "--model", at("m.json"), "--tune", at("m.json")]],
  ["t.json", ["reproduce", "T6", "--tuned", at("t.json"), "--md", at("t.json"), "--out", at("never")]],
  ["f.json", ["plot", at("f.json"), "--svg", at("f.json")]],
  ["a-g.json", ["plot", at("a-g.json"), "--svg", at("a.json")]],
])("%s stays: unravel %j", async (input, words) => {
  const before = await readFile(at(input));
  const { code, stdout, stderr } = await unravel(...words);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toMatch(new RegExp(`would overwrite .*${input}, which this command reads`));
  expect(await readFile(at(input))).toEqual(before);
});

const classes = [...tiny.flags, "--data", at("classes")];
const linking = at("linking/cifar-10-batches-bin/test_batch.bin");
const table = ["reproduce", "T2", "--scale", "smoke", "--rows", "identity", "--out", at("R")];

test.concurrent.each([
  ["cifar/test_batch.bin", "would overwrite", ["signal", ...weights, "--md", at("cifar/test_batch.bin")]],
  ["cifar/test_batch.bin", "would overwrite", ["signal", ...weights, "--data-dir", at("linking"), "--svg", linking]],
  ["classes/train/a/1.png", "would overwrite", ["signal", ...classes, "--png", at("classes/train/a/1.png")]],
  ["R/T2-smoke/identity-seed0.json", "lies in", [...table, "--md", at("R/T2-smoke/identity-seed0.json")]],
  ["R/T2-smoke/dropout-seed0.json", "lies in", [...table, "--svg", at("R/T2-smoke/dropout-seed0.json")]],
  ["R/T2-smoke/identity-seed0.json", "lies in", [...table, "--png", at("R/T2-smoke/runs/identity-seed0/new")]],
])("%s stays, in a folder that is read or gone on with: it %s, unravel %j", async (input, message, words) => {
  const before = await readFile(at(input));
  const { code, stdout, stderr } = await unravel(...words);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain(message);
  expect(await readFile(at(input))).toEqual(before);
});

test("new files beside the data are written, and kept results there are gone on with", async () => {
  const beside = await makeCifar(at("beside"), 20);
  const flags = ["lesion", ...weights, "--data-dir", beside, "--keep", join(beside, "kept.json")];
  const first = join(beside, "first.md");
  expect(await answer(...flags, "--md", first)).toMatchObject({ written: [first] });
  const second = join(beside, "second.md");
  expect(await answer(...flags, "--md", second)).toMatchObject({
    written: [second],
    notices: expect.arrayContaining([expect.stringMatching(/going on from \d+ results/)]),
  });
});

test("images are no kept results", async () => {
  const images = at("cifar/test_batch.bin");
  const before = await readFile(images);
  const { code, stderr } = await unravel("lesion", ...weights, "--keep", images);
  expect(code).toBe(1);
  expect(stderr).toContain("test_batch.bin is not JSON");
  expect(await readFile(images)).toEqual(before);
});

test("a name of the zoo is no file that is read", async () => {
  const written = await answer("show", "resnet8", "--save", at("resnet8"));
  expect(written.written).toEqual([at("resnet8")]);
});

test("a figure's own file is an input, or is no file: refused when the figures are known, and the result told", async () => {
  const named = at("w-variance.safetensors");
  const options = { widths: [4, 4, 8] };
  const own = writeSafetensors(initialise(buildModel("resnet8", options), 1), ownMetadata);
  await writeFile(named, own);
  const flags = ["--model", "resnet8", "--widths", "4,4,8", "--weights", named, ...images];
  const { code, stdout, stderr } = await unravel("signal", ...flags, "--svg", at("w.safetensors"));
  expect(code).toBe(1);
  expect(stdout).toContain("layer1.0");
  expect(stderr).toMatch(/w-variance\.safetensors would overwrite /);
  expect(new Uint8Array(await readFile(named))).toEqual(own);
});

test("a folder is told before the work", async () => {
  const { code, stdout, stderr } = await unravel("signal", ...weights, "--svg", at("folder"));
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toMatch(/folder is a folder: name a file/);
});

test("signal tells no time left before it has done anything", async () => {
  const { code, stderr } = await unravel("signal", ...tiny.flags, ...images);
  expect(code).toBe(0);
  expect(stderr).not.toMatch(/NaN|Infinity/);
});
