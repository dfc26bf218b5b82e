/// <reference types="node" />
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { countParameters, parameters } from "@unravel/blocks";
import { describe, expect, test } from "vitest";
import { realDataTest } from "../../../../tests/support/real-data.ts";
import { buildModelFor } from "../for-weights.ts";
import { ownMetadata } from "./dialects.ts";
import { WeightsError } from "./errors.ts";
import { matchParameters } from "./match.ts";
import { readWeights, type Weights } from "./read-weights.ts";
import { writeSafetensors } from "./safetensors/write.ts";

/** Weights from a file with one number under each of `names`. */
const named = (names: readonly string[], metadata?: Record<string, string>): Weights => {
  const tensors = names.map((name, index) => [name, { shape: [1], data: Float32Array.of(index) }]);
  return readWeights(writeSafetensors(Object.fromEntries(tensors), metadata));
};

const akamaster = ["conv1.weight", "bn1.weight", "layer3.0.conv1.weight", "linear.weight", "linear.bias"];
const torchvision = ["conv1.weight", "bn1.weight", "layer4.0.conv1.weight", "fc.weight"];
const atreides = ["conv0.bias", "bn0.weight", ...[0, 1, 2, 3, 4, 5].map((block) => `convs.${block}.conv1.weight`)];

describe("dialects", () => {
  test.each<[string, readonly string[], readonly string[], Weights["modelOptions"], number | undefined]>([
    [
      "akamaster option A",
      akamaster,
      ["conv1.weight", "bn1.weight", "layer3.0.conv1.weight", "fc.weight", "fc.bias"],
      { resize: "zerosAround" },
      0.485,
    ],
    [
      "akamaster option B",
      [...akamaster, "layer2.0.shortcut.0.weight", "layer2.0.shortcut.1.running_var"],
      ["conv1.weight", "bn1.weight", "layer3.0.conv1.weight", "fc.weight", "fc.bias"].concat(
        "layer2.0.downsample.0.weight",
        "layer2.0.downsample.1.running_var",
      ),
      { resize: "projection" },
      0.485,
    ],
    ["torchvision or timm", torchvision, torchvision, { resize: "projection", strideOn: "kernel3" }, 0.485],
    [
      "atreides",
      atreides,
      ["conv1.bias", "bn1.weight"].concat(
        ["layer1.0", "layer1.1", "layer2.0", "layer2.1", "layer3.0", "layer3.1"].map(
          (block) => `${block}.conv1.weight`,
        ),
      ),
      { resize: "averagePool", convBias: true },
      0.4914,
    ],
    ["torch", ["conv1.weight", "fc.weight"], ["conv1.weight", "fc.weight"], {}, undefined],
  ])("%s", (dialect, names, renamed, modelOptions, red) => {
    const weights = named(names);
    expect(weights.dialect).toBe(dialect);
    expect(Object.keys(weights.tensors)).toEqual(renamed);
    expect(Object.values(weights.tensors).map(({ data }) => data[0])).toEqual(names.map((_, index) => index));
    expect(weights.modelOptions).toEqual(modelOptions);
    expect(weights.normalisation?.mean[0]).toBe(red);
  });

  test("this project's own files are told by their metadata", () => {
    const weights = named(torchvision, { ...ownMetadata, model: "{}" });
    expect(weights).toMatchObject({ dialect: "unravel", modelOptions: {}, notices: [], format: "safetensors" });
    expect(weights.metadata).toEqual({ unravel: "1", model: "{}" });
    expect(weights).not.toHaveProperty("normalisation");
  });

  test.each(["module.", "model.", "net.", "_orig_mod.", "module.model.", "model._orig_mod.module."])(
    "the prefix %s is taken off, and step counters are dropped",
    (prefix) => {
      const weights = named([...torchvision, "bn1.num_batches_tracked"].map((name) => prefix + name));
      expect(Object.keys(weights.tensors)).toEqual(torchvision);
    },
  );

  test("a prefix that not all names have stays", () => {
    expect(Object.keys(named(["module.conv1.weight", "fc.weight"]).tensors)[0]).toBe("module.conv1.weight");
  });

  test("safetensors are known by their content, however long their header", () => {
    const formats = Array.from({ length: 64 }, (_, length) => named(["w"], { pad: "x".repeat(8 * length) }).format);
    expect(new Set(formats)).toEqual(new Set(["safetensors"]));
  });

  test("two tensors under one name are refused", () => {
    expect(() => named([...akamaster, "fc.weight"])).toThrow(
      /dialect akamaster option A: different tensors .*6 names, got 5/,
    );
  });
});

describe("real files", () => {
  realDataTest.for<[string, string, Partial<Weights>, number, string]>([
    [
      "resnet20-12fca82f.th",
      "resnet20",
      { format: "torch-legacy", dialect: "akamaster option A" },
      269_722,
      "91.78000183105469",
    ],
    [
      "resnet32-d509ac18.th",
      "resnet32",
      { format: "torch-legacy", dialect: "akamaster option A" },
      464_154,
      "92.78000144958496",
    ],
    ["resnet56-4bfd9763.th", "resnet56", { format: "torch-legacy", dialect: "akamaster option A" }, 853_018, "93.62"],
    ["resnet_neo_v1_5e4_20.pth", "resnet20", { format: "torch-zip", dialect: "atreides" }, 270_410, ""],
    ["plainnet_neo_v1_5e4_20.pth", "plain20", { format: "torch-zip", dialect: "atreides" }, 270_410, ""],
  ])("%s fits %s", async ([file, name, origin, count, best], { realData }) => {
    const weights = readWeights(await readFile(join(realData, "weights", file)), { fileName: file });
    expect(weights).toMatchObject(origin);
    expect(weights.metadata).toEqual(best ? { best_prec1: best } : {});
    const model = buildModelFor(weights, name);
    const matched = matchParameters(parameters(model), weights.tensors);
    expect(Object.keys(matched.parameters).length).toBe(Object.keys(weights.tensors).length);
    expect(countParameters(model)).toBe(count);
    expect(Object.values(matched.parameters).every(({ data }) => data.every(Number.isFinite))).toBe(true);
    expect(readWeights(writeSafetensors(weights.tensors)).tensors).toEqual(weights.tensors);
  });

  realDataTest("cut short anywhere, they are refused", async ({ realData }) => {
    const file = new Uint8Array(await readFile(join(realData, "weights", "resnet20-12fca82f.th")));
    for (let length = 0; length < file.length; length += 9_973)
      expect(() => readWeights(file.subarray(0, length))).toThrow(WeightsError);
  });

  realDataTest("a Keras file is named as such", async ({ realData }) => {
    const file = await readFile(join(realData, "weights", "mlperf-tiny-pretrainedResnet.h5"));
    expect(() => readWeights(file)).toThrow(/HDF5 file, as Keras writes/);
  });
});
