import { countMacs, countParameters, fromJson, type Model, operations, parameters, toJson } from "@unravel/blocks";
import { describe, expect, it } from "vitest";
import { buildModel, listModels, type ModelOptions } from "./build.ts";

const names = listModels().map(({ name }) => name);

describe("published sizes", () => {
  it.each<readonly [name: string, options: ModelOptions, count: number]>([
    ["resnet18", {}, 11_689_512],
    ["resnet34", {}, 21_797_672],
    ["resnet50", {}, 25_557_032],
    ["resnet101", {}, 44_549_160],
    ["resnet152", {}, 60_192_808],
    ["resnet20", {}, 269_722],
    ["resnet32", {}, 464_154],
    ["resnet44", {}, 658_586],
    ["resnet56", {}, 853_018],
    ["resnet110", {}, 1_727_962],
    ["resnet1202", {}, 19_421_274],
    ["plain20", {}, 269_722],
    ["preresnet110", {}, 1_727_962],
    ["preresnet164", {}, 1_703_258],
    ["preresnet1001", {}, 10_327_706],
    ["multiresnet8", {}, 1_705_050],
    ["multiresnet14", {}, 1_714_170],
    ["multiresnet30", {}, 1_557_050],
    ["multiresnet30", { depths: [5, 5, 5] }, 1_852_986],
    ["rdmresnet56", {}, 1_704_826],
    ["rdmresnet83", {}, 1_691_354],
  ])("%s %j has %i parameters", (name, options, count) => {
    expect(countParameters(buildModel(name, options))).toBe(count);
  });

  it("counts the convolutions of preresnet1001 alone as the paper does", () => {
    const convolutions = parameters(buildModel("preresnet1001")).filter(({ kind }) => kind === "convolutionWeight");
    expect(convolutions.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b), 0)).toBe(10_175_920);
  });

  it.each([
    ["torchvision's 4.09 billion, stride on the 3x3", {}, 4_089_184_256],
    ["the paper's 3.8 billion, stride on the first 1x1", { strideOn: "first" }, 3_857_973_248],
  ] as const)("resnet50 has %s multiply-adds", (_, options, macs) => {
    expect(countMacs(buildModel("resnet50", options))).toBe(macs);
  });
});

describe("every network of the zoo", () => {
  it.each(names)("%s builds, ends in its classes, and survives JSON", (name) => {
    const model = buildModel(name);
    expect(model.name).toBe(name);
    expect(operations(model).at(-1)?.output).toEqual([model.input[1] === 32 ? 10 : 1000]);
    expect(fromJson(toJson(model))).toEqual(model);
  });

  it("has a depth that its name tells", () => {
    const layers = (model: Model) =>
      operations(model).filter(
        ({ op, name }) => (op.op === "conv" || op.op === "linear") && !/downsample|branch/.test(name),
      ).length;
    for (const name of names) expect([name, layers(buildModel(name))]).toEqual([name, Number(/\d+/.exec(name)![0])]);
  });
});

describe("torchvision's names and shapes", () => {
  const shapes = (name: string) =>
    new Map(parameters(buildModel(name)).map((parameter) => [parameter.name, parameter.shape]));

  it.each<readonly [model: string, tensors: number, parameter: string, shape: readonly number[]]>([
    // A state dict also has a num_batches_tracked for each batch norm, which is no parameter.
    ["resnet18", 122 - 20, "conv1.weight", [64, 3, 7, 7]],
    ["resnet18", 122 - 20, "bn1.running_mean", [64]],
    ["resnet18", 122 - 20, "layer1.0.conv1.weight", [64, 64, 3, 3]],
    ["resnet18", 122 - 20, "layer2.0.downsample.0.weight", [128, 64, 1, 1]],
    ["resnet18", 122 - 20, "layer2.0.downsample.1.running_var", [128]],
    ["resnet18", 122 - 20, "layer4.1.bn2.bias", [512]],
    ["resnet18", 122 - 20, "fc.bias", [1000]],
    ["resnet50", 320 - 53, "layer1.0.downsample.0.weight", [256, 64, 1, 1]],
    ["resnet50", 320 - 53, "layer3.5.conv2.weight", [256, 256, 3, 3]],
    ["resnet50", 320 - 53, "layer4.2.bn3.weight", [2048]],
    ["resnet50", 320 - 53, "fc.weight", [1000, 2048]],
  ])("%s has %i tensors, among them %s", (model, tensors, parameter, shape) => {
    expect(shapes(model).size).toBe(tensors);
    expect(shapes(model).get(parameter)).toEqual(shape);
  });
});

describe("options", () => {
  it("change any field of a row", () => {
    const model = buildModel("resnet20", {
      input: [1, 28, 28],
      classes: 7,
      depths: [1, 2],
      widths: [8, 24],
      order: "preact",
      resize: "averagePool",
      branches: 3,
      convBias: true,
      survival: 0.8,
      survivalRule: "uniform",
    });
    expect(model.input).toEqual([1, 28, 28]);
    expect(model.stages.map((blocks) => blocks.length)).toEqual([1, 2]);
    expect(model.stages.flat().flatMap(({ branches }) => branches.map(({ survival }) => survival))).toEqual(
      Array(9).fill(0.8),
    );
    expect(parameters(model).find(({ name }) => name === "fc.weight")?.shape).toEqual([7, 24]);
    expect(parameters(model).some(({ name }) => name === "layer2.0.branch3.conv1.bias")).toBe(true);
  });

  it("survive linearly with depth in a stochastic-depth network", () => {
    const survivals = buildModel("sdresnet110")
      .stages.flat()
      .map(({ branches }) => branches[0]!.survival);
    expect(survivals[0]).toBeCloseTo(1 - 0.5 / 54, 12);
    expect(survivals[26]).toBeCloseTo(0.75, 12);
    expect(survivals.at(-1)).toBe(0.5);
  });

  it.each<readonly [string, ModelOptions, string, ModelOptions]>([
    ["resnet20", { shortcut: "none" }, "plain20", {}],
    ["resnet18", { shortcut: "none" }, "plain18", {}],
    ["resnet110", { shortcut: "convolution" }, "resnet110", { resize: "projectionAlways" }],
    ["plain20", { shortcut: "identity", resize: "zeros" }, "resnet20", {}],
    ["resnet110", { kernels: [3], depths: [36, 36, 36] }, "resnet110-1layer", {}],
  ])("%s %j is %s %j", (name, options, other, otherOptions) => {
    expect({ ...buildModel(name, options), name: other }).toEqual(buildModel(other, otherOptions));
  });

  it("refuses what means nothing, with the reason", () => {
    expect(() => buildModel("resnet20", { shortcut: "none", resize: "zeros" })).toThrow(
      'resnet20: layer1.0: resize "zeros" with shortcut "none": it has no shape to change; leave resize out',
    );
    expect(() => buildModel("resnet20", { width: 3 } as ModelOptions)).toThrow("network(): width: unknown field");
    expect(() => buildModel("resnet20", { shortcut: "toString" } as unknown as ModelOptions)).toThrow(
      "network(): shortcut: expected one of identity, scaled",
    );
    expect(() => buildModel("resnet20", { widths: [16] })).toThrow(
      "resnet20: depths has 3 stages, but widths has 1; give each stage one of both",
    );
  });

  it("names the nearest models for one that does not exist", () => {
    expect(() => buildModel("resnet120")).toThrow(
      'unknown model "resnet120"; the nearest names are resnet20, resnet110, resnet1202 (see listModels())',
    );
    expect(() => buildModel("__proto__")).toThrow('unknown model "__proto__"');
    expect(() => buildModel("x".repeat(1e6))).toThrow("unknown model");
  });
});
