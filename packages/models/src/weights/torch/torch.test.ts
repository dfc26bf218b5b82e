// PyTorch's own files: the goldens beside the readers, which goldens/make.py wrote.
/// <reference types="node" />
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { WeightsError } from "../errors.ts";
import { readWeights } from "../read-weights.ts";

const golden = (name: string): Uint8Array => readFileSync(new URL(`../goldens/${name}`, import.meta.url));

type Values = Record<string, { shape: number[]; data: string[] }>;
const values: Values = JSON.parse(new TextDecoder().decode(golden("values.json")));

test.each([
  ["sample-zip.pth", "torch-zip"],
  ["sample-protocol5.pth", "torch-zip"],
  ["sample-legacy.pth", "torch-legacy"],
])("%s: every dtype, views, empty and 0-dimensional tensors have PyTorch's values", (name, format) => {
  const weights = readWeights(golden(name));
  const expected = Object.entries(values).map(([key, { shape, data }]) => [
    key,
    { shape, data: Float32Array.from(data, (text) => Number(text.replace("inf", "Infinity"))) },
  ]);
  expect(weights.tensors).toEqual(Object.fromEntries(expected));
  expect(weights.format).toBe(format);
  expect(weights.dialect).toBe("torch");
});

test.each(["checkpoint-zip.pth", "checkpoint-legacy.pth.tar"])(
  "%s: the state dict in a training checkpoint",
  (name) => {
    const weights = readWeights(golden(name));
    expect(Object.keys(weights.tensors)).toEqual([
      "conv1.weight",
      "bn1.weight",
      "bn1.bias",
      "bn1.running_mean",
      "bn1.running_var",
    ]);
    expect(weights.metadata).toEqual({ epoch: "3", arch: "tiny" });
    expect(weights.notices[0]).toBe(
      'left out what is no tensor of the state dict: "best_prec1", "optimizer", "scheduler"',
    );
  },
);

test.each([
  ["module-zip.pt", /whole module .*"torch\.nn\.modules\.linear\.Linear".* Save model\.state_dict\(\) instead/],
  ["module-legacy.pt", /whole module .*"torch\.nn\.modules\.linear\.Linear".* Save model\.state_dict\(\) instead/],
  ["torchscript.pt", /TorchScript program of torch\.jit\.save/],
])("%s is refused with what it is", (name, message) => {
  expect(() => readWeights(golden(name), { fileName: name })).toThrow(message);
  expect(() => readWeights(golden(name), { fileName: name })).toThrow(`"${name}": torch file`);
  expect(() => readWeights(golden(name))).toThrow(WeightsError);
});
