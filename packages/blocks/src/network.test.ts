import { describe, expect, it } from "vitest";
import { describeOps } from "./describe.ts";
import { type NetworkOptions, network } from "./network.ts";
import type { OrderName } from "./orders.ts";
import { parameters } from "./parameters.ts";

const options: NetworkOptions = {
  name: "tiny",
  input: [3, 64, 64],
  classes: 4,
  stem: "cifar",
  depths: [1, 1],
  widths: [4, 8],
};

describe("stem and head", () => {
  it.each<readonly [OrderName, stem: string, head: string]>([
    ["original", "conv3x3 4, bn, relu", "global average pool, linear 4"],
    ["bnAfterAdd", "conv3x3 4, bn, relu", "global average pool, linear 4"],
    ["reluBefore", "conv3x3 4, bn, relu", "global average pool, linear 4"],
    ["reluPreact", "conv3x3 4, bn", "relu, global average pool, linear 4"],
    ["preact", "conv3x3 4", "bn, relu, global average pool, linear 4"],
  ])("of order %s share the activation with the first and last block", (order, stem, head) => {
    const model = network({ ...options, order });
    expect([describeOps(model.stem), describeOps(model.head)]).toEqual([stem, head]);
  });

  it("of the ImageNet form pool after a 7x7", () => {
    expect(describeOps(network({ ...options, stem: "imagenet" }).stem)).toBe("conv7x7 4 /2, bn, relu, max pool 3x3 /2");
  });
});

it("refuses more than any machine could use before it builds anything", () => {
  expect(() => network({ ...options, depths: [4096, 4096], branches: 256 })).toThrow(
    "tiny: 8192 blocks with 4194304 convolutions; expected at most 4096 blocks and 30000 convolutions",
  );
});

describe("parameters", () => {
  const byName = new Map(
    parameters(network({ ...options, shortcut: "shortcutGate", gateBias: -7 })).map((found) => [found.name, found]),
  );

  it.each([
    ["conv1.weight", [4, 3, 3, 3], "convolutionWeight", true, { fanIn: 27, fanOut: 36 }],
    ["layer1.0.gate.bias", [4], "convolutionBias", true, -7],
    ["layer2.0.downsample.0.weight", [8, 4, 1, 1], "convolutionWeight", true, { fanIn: 4, fanOut: 8 }],
    ["bn1.weight", [4], "bnWeight", true, 1],
    ["bn1.bias", [4], "bnBias", true, 0],
    ["bn1.running_mean", [4], "runningMean", false, 0],
    ["bn1.running_var", [4], "runningVariance", false, 1],
    ["fc.weight", [4, 8], "linearWeight", true, { fanIn: 8, fanOut: 4 }],
    ["fc.bias", [4], "linearBias", true, 0],
  ])("has %s with its shape, kind and start", (name, shape, kind, learned, initial) => {
    expect(byName.get(name)).toEqual({ name, shape, kind, learned, initial });
  });
});
