import { describe, expect, it } from "vitest";
import { fromJson, parseModel, toJson } from "./json.ts";
import { network } from "./network.ts";

const model = network({
  name: "tiny",
  input: [3, 8, 8],
  classes: 4,
  stem: "cifar",
  depths: [1, 1],
  widths: [4, 8],
  resize: "zeros",
});

/** A deep copy of `model` with the value at `path` replaced (deleted if undefined). */
function changed(path: readonly (string | number)[], value: unknown): unknown {
  const copy: unknown = structuredClone(model);
  const parent = path.slice(0, -1).reduce((at, key) => (at as Record<string, unknown>)[key], copy);
  const last = path.at(-1)!;
  if (value === undefined) delete (parent as Record<string, unknown>)[last];
  else (parent as Record<string, unknown>)[last] = value;
  return copy;
}

const kernel = ["stages", 1, 0, "branches", 0, "ops", 3, "kernel"];
const faults: readonly (readonly [what: string, value: unknown, message: string])[] = [
  ["not a record", 7, "model: expected a record, got 7"],
  [
    "a later format",
    changed(["format"], 2),
    "model: format: expected 1, the only format that this version reads, got 2",
  ],
  ["a missing field", changed(["head"], undefined), "model: head: missing"],
  [
    "an unknown field",
    changed(["extra"], 1),
    "model: extra: unknown field; known are format, name, input, stem, stages, head",
  ],
  [
    "a negative kernel",
    changed(kernel, -3),
    "model: stages[1][0].branches[0].ops[3].kernel: expected an integer from 1 to 64, got -3",
  ],
  [
    "a fraction",
    changed(kernel, 2.5),
    "model: stages[1][0].branches[0].ops[3].kernel: expected an integer from 1 to 64, got 2.5",
  ],
  [
    "a text for a number",
    changed(kernel, "3"),
    'model: stages[1][0].branches[0].ops[3].kernel: expected an integer from 1 to 64, got "3"',
  ],
  [
    "an even kernel",
    changed(kernel, 2),
    "model: stages[1][0].branches[0].ops[3]: an even kernel has no middle: expected a padding for each side",
  ],
  [
    "huge channels",
    changed(["stem", 0, "out"], 1e12),
    "model: stem[0].out: expected an integer from 1 to 65536, got 1000000000000",
  ],
  [
    "a huge image",
    changed(["input"], [3, 1e6, 8]),
    "model: input[1]: expected an integer from 1 to 16384, got 1000000",
  ],
  [
    "too short an input",
    changed(["input"], [3, 8]),
    "model: input[2]: expected an integer from 1 to 16384, got nothing",
  ],
  [
    "too long a list",
    changed(["stem"], Array(65).fill({ op: "relu" })),
    "model: stem: expected a list of 0 to 64 items, got 65",
  ],
  [
    "an unknown op",
    changed(["stem", 2], { op: "exec" }),
    'model: stem[2].op: expected one of conv, linear, bn, relu, sigmoid, dropout, globalAveragePool, maxPool, averagePool, padChannels, got "exec"',
  ],
  ["a field of another op", changed(["stem", 2, "rate"], 0.5), "model: stem[2].rate: unknown field; known are op"],
  [
    "a name that is markup",
    changed(["stages", 0, 0, "name"], "<b>"),
    'model: stages[0][0].name: expected a name of at most 128 letters, digits, dots, dashes or _, got "<b>"',
  ],
  [
    "a gain that is no gain",
    changed(["stages", 0, 0, "branches", 0, "gain"], "half"),
    'model: stages[0][0].branches[0].gain: expected a number from -1000 to 1000, "gate" or "1-gate", got "half"',
  ],
  [
    "a gain without its gate",
    changed(["stages", 0, 0, "branches", 0, "gain"], "gate"),
    "model: stages[0][0]: a path's gain is the gate, but the block's gate is empty: expected the gate's ops",
  ],
  [
    "no path at all",
    changed(["stages", 0, 0], { ...model.stages[0]![0]!, shortcut: null, branches: [] }),
    "model: stages[0][0]: expected a shortcut or at least one branch: the sum of no path carries nothing",
  ],
  [
    "never surviving",
    changed(["stages", 0, 0, "branches", 0, "survival"], 0),
    "model: stages[0][0].branches[0].survival: expected a number from 0.001 to 1, got 0",
  ],
  [
    "shapes that do not add up",
    changed(["stages", 1, 0, "branches", 0, "ops", 3, "out"], 9),
    "model: layer2.0: the shortcut gives 8x4x4, but branch 0 gives 9x4x4; a block adds its paths, so give the shortcut a resize that follows the branches (an average pool needs an input that its stride divides)",
  ],
  [
    "a head that convolves what is pooled",
    changed(["head", 1], { op: "conv", name: "fc", out: 4, kernel: 1, stride: 1 }),
    "model: fc: conv got 8, expected a feature map; put it before the global average pool",
  ],
  [
    "a head that does not pool",
    changed(["head"], []),
    "model: the head ends in 8x4x4, expected a number for each class; pool globally in it",
  ],
  [
    "a classifier of a feature map, be it of one pixel",
    changed(["head", 0], { op: "averagePool", kernel: 4, stride: 4 }),
    "model: fc: linear got 8x1x1, expected a vector of channels; pool globally before it",
  ],
  [
    "two blocks of one name",
    changed(["stages", 1, 0, "name"], "layer1.0"),
    'model: two blocks are named "layer1.0"; give each a name of its own',
  ],
  [
    "two parameters of one name",
    changed([...kernel.slice(0, -1), "name"], "conv1"),
    'model: tiny: two parameters are named "layer2.0.conv1.weight"; give each block and op a name of its own',
  ],
  [
    "more parameters than memory",
    changed(
      ["stem"],
      [
        { op: "conv", name: "a", out: 65536, kernel: 1, stride: 1 },
        { op: "conv", name: "b", out: 65536, kernel: 1, stride: 1 },
        { op: "conv", name: "c", out: 4, kernel: 1, stride: 1 },
      ],
    ),
    "model: expected at most 1073741824 parameters in all, got 4295427332",
  ],
  [
    "a feature map beyond memory",
    changed(["input"], [5, 16384, 16384]),
    "model: expected at most 1073741824 values in a feature map, got 1342177280",
  ],
  [
    "a prototype",
    JSON.parse(toJson(model).replace("{", '{"__proto__":{"polluted":1},')),
    "model: __proto__: unknown field; known are format, name, input, stem, stages, head",
  ],
];

describe("models as JSON", () => {
  it("come back as they went", () => {
    expect(fromJson(toJson(model))).toEqual(model);
  });

  it.each(faults)("refuses %s", (_, value, message) => {
    expect(() => parseModel(value)).toThrow(new Error(message));
  });

  it("refuses text that is no JSON, and text without end", () => {
    expect(() => fromJson("{")).toThrow(/^model: expected JSON text \(.*\); give what toJson wrote$/);
    expect(() => fromJson(" ".repeat(64 * 2 ** 20 + 1))).toThrow("expected at most 67108864 characters");
  });
});
