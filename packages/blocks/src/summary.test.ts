import { expect, it } from "vitest";
import { network } from "./network.ts";
import { countMacs, countParameters } from "./parameters.ts";
import { summary } from "./summary.ts";

it("folds runs of equal blocks and adds everything up", () => {
  const model = network({
    name: "small",
    input: [3, 32, 32],
    classes: 10,
    stem: "cifar",
    depths: [3, 1],
    widths: [16, 32],
    resize: "zeros",
  });
  expect(summary(model).split("\n")).toEqual([
    "small: input 3x32x32, 4 blocks",
    "",
    "name                      output    parameters  multiply-adds  what",
    "stem                      16x32x32         464        442,368  conv3x3 16, bn, relu",
    "layer1.0 to layer1.2 (3)  16x32x32      14,016     14,155,776  conv3x3 16, bn, relu, conv3x3 16, bn + identity | relu",
    "layer2.0                  32x16x16      13,952      3,538,944  conv3x3 32 /2, bn, relu, conv3x3 32, bn + subsample /2 + 16 zero channels behind | relu",
    "head                      10               330            320  global average pool, linear 10",
    "total                                   28,762     18,137,408",
  ]);
  expect([countParameters(model), countMacs(model)]).toEqual([28_762, 18_137_408]);
});
