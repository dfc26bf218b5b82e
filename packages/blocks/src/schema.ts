// The schema of a model that comes from somewhere else. It bounds every size before anything is allocated by it.
import * as v from "valibot";
import { expected, identifier, integer, list, number, record } from "./faults.ts";
import type { Block, Gain, Model, Op, Path } from "./model.ts";
import { opNames } from "./rules.ts";

/** What a model file may hold at most; far above every published network, far below what harms a machine. */
export const limits = {
  channels: 65_536,
  side: 16_384,
  kernel: 64,
  stages: 64,
  blocks: 4096,
  branches: 256,
  opsOfPath: 64,
  ops: 100_000,
  /** In the branches of a network by options: few enough for its ops to stay within `ops`. */
  convolutions: 30_000,
  /** 2^30: in all. */
  parameters: 1_073_741_824,
  /** 2^30: of one feature map. */
  values: 1_073_741_824,
} as const;

const channels = integer(1, limits.channels);
const kernel = integer(1, limits.kernel);
const padding = integer(0, limits.kernel);
const boolean = v.boolean(expected("true or false"));
const optional = v.exactOptional;
const op = <K extends Op["op"]>(name: K) => v.literal(name);

const conv = record({
  op: op("conv"),
  name: identifier,
  out: channels,
  kernel,
  stride: kernel,
  padding: optional(v.strictTuple([padding, padding, padding, padding], expected("four integers"))),
  bias: optional(boolean),
  biasInit: optional(number(-1000, 1000)),
});

const anyOp: v.GenericSchema<unknown, Op> = v.pipe(
  v.variant(
    "op",
    [
      conv,
      record({ op: op("linear"), name: identifier, out: channels }),
      record({ op: op("bn"), name: identifier, epsilon: optional(number(1e-12, 1)) }),
      record({ op: op("relu") }),
      record({ op: op("sigmoid") }),
      record({ op: op("globalAveragePool") }),
      record({ op: op("dropout"), rate: number(0, 0.999) }),
      record({ op: op("maxPool"), kernel, stride: kernel, padding }),
      record({ op: op("averagePool"), kernel, stride: kernel }),
      record({
        op: op("padChannels"),
        stride: kernel,
        before: integer(0, limits.channels),
        after: integer(0, limits.channels),
      }),
    ],
    expected(`one of ${opNames.join(", ")}`),
  ),
  v.check(
    (value) => value.op !== "conv" || value.kernel % 2 === 1 || value.padding !== undefined,
    "an even kernel has no middle: expected a padding for each side",
  ),
  v.check(
    (value) => value.op !== "maxPool" || value.padding < value.kernel,
    "expected a padding smaller than the kernel, so that every window sees the image",
  ),
);

const ops = list(anyOp, 0, limits.opsOfPath);

const gain: v.GenericSchema<unknown, Gain> = v.union(
  [v.literal("gate"), v.literal("1-gate"), number(-1000, 1000)],
  expected('a number from -1000 to 1000, "gate" or "1-gate"'),
);

const path: v.GenericSchema<unknown, Path> = record({ ops, gain, survival: number(0.001, 1) });

const readsGate = (way: Path | null): boolean => way !== null && typeof way.gain === "string";

const block: v.GenericSchema<unknown, Block> = v.pipe(
  record({
    name: identifier,
    pre: ops,
    gate: ops,
    shortcut: v.nullable(path),
    branches: list(path, 0, limits.branches),
    post: ops,
  }),
  v.check(
    ({ shortcut, branches }) => shortcut !== null || branches.length > 0,
    "expected a shortcut or at least one branch: the sum of no path carries nothing",
  ),
  v.check(
    ({ gate, shortcut, branches }) => gate.length > 0 || ![shortcut, ...branches].some(readsGate),
    "a path's gain is the gate, but the block's gate is empty: expected the gate's ops",
  ),
);

/** The form of a model: every field, type and size; not yet whether its shapes fit. */
export const modelSchema: v.GenericSchema<unknown, Model> = record({
  format: v.literal(1, expected("1, the only format that this version reads")),
  name: identifier,
  input: v.strictTuple(
    [channels, integer(1, limits.side), integer(1, limits.side)],
    expected("channels, height and width"),
  ),
  stem: ops,
  stages: list(list(block, 0, limits.blocks), 0, limits.stages),
  head: ops,
});
