import { parameters } from "@unravel/blocks";
import type { Parameters } from "@unravel/core";
import { describe, expect, test } from "vitest";
import { buildModel, type ModelOptions } from "../zoo/index.ts";
import { WeightsError } from "./errors.ts";
import { matchParameters } from "./match.ts";

const expected = (name: string, options?: ModelOptions) => parameters(buildModel(name, options));

/** Zeros in the shapes of a zoo network. */
const zeros = (name: string, options?: ModelOptions): Parameters =>
  Object.fromEntries(
    expected(name, options).map(({ name, shape }) => [
      name,
      { shape, data: new Float32Array(shape.reduce((product, size) => product * size, 1)) },
    ]),
  );

const message = (run: () => unknown): string => {
  try {
    run();
  } catch (cause) {
    if (cause instanceof WeightsError) return cause.message;
    throw cause;
  }
  return "";
};

describe("matchParameters", () => {
  test("weights that fit come in the order of the model", () => {
    const tensors = zeros("resnet20");
    const shuffled = Object.fromEntries(Object.entries(tensors).reverse());
    const { parameters: matched, notices } = matchParameters(expected("resnet20"), shuffled);
    expect(Object.keys(matched)).toEqual(Object.keys(tensors));
    expect(matched["fc.weight"]).toBe(tensors["fc.weight"]);
    expect(notices).toEqual([]);
  });

  test.each<[string, Parameters, ModelOptions, RegExp]>([
    [
      "another depth",
      zeros("resnet32"),
      {},
      /60 unexpected: .*stages have 5\+5\+5 blocks in the file and 3\+3\+3 in the model/,
    ],
    [
      "other classes",
      zeros("resnet20", { classes: 100 }),
      {},
      /2 mis-shaped: "fc\.weight" \[100,64\] for \[10,64\], "fc\.bias" \[100\] for \[10\].*file has 100 classes and the model 10: build the model with 100, or start a training from/,
    ],
    ["biases", zeros("resnet20", { convBias: true }), {}, /"conv1\.bias".*convBias: true/],
    ["no biases", zeros("resnet20"), { convBias: true }, /missing: "conv1\.bias".*convBias: false/],
    ["projections", zeros("resnet20", { resize: "projection" }), {}, /10 unexpected: .*resize: "projection"/],
    ["no projections", zeros("resnet20"), { resize: "projection" }, /10 missing: .*resize: "zeros"/],
    ["the ImageNet form", zeros("resnet18"), {}, /7x7 in the file and 3x3 in the model/],
    ["bottlenecks", zeros("resnet164"), {}, /bottleneck model/],
    ["other names", { "features.0.weight": { shape: [1], data: new Float32Array(1) } }, {}, /no name is in both/],
    [
      "an unknown cause",
      { ...zeros("resnet20"), extra: { shape: [1], data: new Float32Array(1) } },
      {},
      /1 unexpected: "extra" \(expected 97 tensors, got 98\)\. Choose the model/,
    ],
  ])("%s", (_, tensors, options, words) => {
    expect(message(() => matchParameters(expected("resnet20", options), tensors))).toMatch(words);
  });

  test("lists the first 8 and counts the rest", () => {
    const text = message(() => matchParameters(expected("resnet20"), {}));
    expect(text).toMatch(/97 missing: ("[^"]+", ){7}"[^"]+" and 89 more \(/);
  });

  test("names that every object inherits are not tensors", () => {
    expect(message(() => matchParameters([{ name: "toString", shape: [] }], {}))).toMatch(/1 missing: "toString"/);
  });
});

describe("headMayDiffer", () => {
  const model = expected("resnet20");

  test.each<[string, Parameters, string]>([
    ["of other classes", zeros("resnet20", { classes: 100 }), 'not taken: "fc.weight", "fc.bias"'],
    ["that is missing", Object.fromEntries(Object.entries(zeros("resnet20")).slice(0, -2)), "not taken: nothing"],
    [
      "of which a part is missing",
      Object.fromEntries(Object.entries(zeros("resnet20")).slice(0, -1)),
      'not taken: "fc.weight"',
    ],
  ])("leaves out a head %s", (_, tensors, notice) => {
    const matched = matchParameters(model, tensors, { headMayDiffer: true });
    expect(Object.keys(matched.parameters)).toEqual(model.slice(0, -2).map(({ name }) => name));
    expect(matched.notices).toEqual([`the head does not fit and is left to be trained anew; ${notice}`]);
  });

  test("takes a head that fits", () => {
    const matched = matchParameters(model, zeros("resnet20"), { headMayDiffer: true });
    expect(Object.keys(matched.parameters)).toHaveLength(model.length);
    expect(matched.notices).toEqual([]);
  });

  test("still refuses another body", () => {
    const other = zeros("resnet32", { classes: 100 });
    expect(message(() => matchParameters(model, other, { headMayDiffer: true }))).toMatch(/60 unexpected/);
  });
});
