// Every command that writes where its user says refuses to write over what it reads.
import { mkdir, readFile, writeFile } from "node:fs/promises";
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
