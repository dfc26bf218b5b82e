// What a residual block can be asked to be.
import * as v from "valibot";
import { type Drop, drops } from "./drops.ts";
import { expected, identifier, integer, keyOf, list, number, record } from "./faults.ts";
import { type OrderName, orders } from "./orders.ts";
import { type ResizeName, resizes } from "./resizes.ts";
import { defaultSettings, type ShortcutName, type ShortcutSettings, shortcuts } from "./shortcuts.ts";

export type StrideOn = "first" | "kernel3";

/** Which convolution of a branch has the stride: the first (He et al. 2016a, Keras, Caffe), or the first 3x3
 * (torchvision; the first convolution where there is no 3x3). */
export const strideOn: Readonly<Record<StrideOn, (kernels: readonly number[]) => number>> = {
  first: () => 0,
  kernel3: (kernels) => Math.max(0, kernels.indexOf(3)),
};

/** What all blocks of a network have in common. */
export type BlockStyle = Partial<ShortcutSettings> & {
  /** Default "original". */
  readonly order?: OrderName;
  /** Default "identity"; "none" is a plain block. */
  readonly shortcut?: ShortcutName;
  /** Default: the first that the shortcut's row names ("projection"; "projectionAlways" for "convolution"). */
  readonly resize?: ResizeName;
  /** Kernel of each convolution of a branch: [3, 3] basic (default), [1, 3, 1] bottleneck, [3] 1-layer skip. */
  readonly kernels?: readonly number[];
  /** Default "kernel3". */
  readonly strideOn?: StrideOn;
  /** Number of parallel residual branches, each with weights of its own (Abdi & Nahavandi 2017). Default 1. */
  readonly branches?: number;
  /** ReLUs left out of each branch, in the order of the branches; default none. */
  readonly drop?: readonly Drop[];
  /** Whether convolutions have a bias. Default false. */
  readonly convBias?: boolean;
  /** Batch norm's epsilon; left to the runtime (1e-5) unless given. */
  readonly epsilon?: number;
  /** Probability that a branch takes part in a training step (Huang et al. 2016). Default 1. */
  readonly survival?: number;
};

/** One block: a style at a place in a network. */
export type ResidualOptions = BlockStyle & {
  readonly name: string;
  /** Channels that come in and go out. */
  readonly in: number;
  readonly out: number;
  /** Default 1. */
  readonly stride?: number;
  /** Channels of every convolution of a branch but the last. Default `out`. */
  readonly width?: number;
  /** Whether this is the first unit of a network, which activates before the split (see `residual`). Default false. */
  readonly first?: boolean;
};

/** What an option is when it is not given; the resize depends on the shortcut. */
export const defaults: Required<Omit<ResidualOptions, "name" | "in" | "out" | "width" | "resize" | "epsilon">> = {
  ...defaultSettings,
  order: "original",
  shortcut: "identity",
  kernels: [3, 3],
  strideOn: "kernel3",
  branches: 1,
  drop: [],
  convBias: false,
  survival: 1,
  stride: 1,
  first: false,
};

/** Options with the defaults filled in. */
export type FilledOptions = typeof defaults & ResidualOptions;

/** Fills in the defaults. */
export function fill(options: ResidualOptions): FilledOptions {
  const shortcut = options.shortcut ?? defaults.shortcut;
  const resize = options.resize ?? shortcuts[shortcut].resizes[0];
  return { ...defaults, ...options, ...(resize ? { resize } : {}) };
}

const channels = integer(1, 65_536);
const odd = v.pipe(
  integer(1, 63),
  v.check((kernel) => kernel % 2 === 1, expected("an odd number, so that the padding is the same on every side")),
);

const dropForm = `one of ${Object.keys(drops).join(", ")} or a list of positions from 0`;

/** Schema of every field of BlockStyle. */
export const styleFields: { readonly [K in keyof BlockStyle]-?: v.ExactOptionalSchema<v.GenericSchema, undefined> } = {
  order: v.exactOptional(keyOf(orders)),
  shortcut: v.exactOptional(keyOf(shortcuts)),
  scale: v.exactOptional(list(number(-1000, 1000), 2, 2)),
  gateBias: v.exactOptional(number(-1000, 1000)),
  dropoutRate: v.exactOptional(number(0, 0.999)),
  resize: v.exactOptional(keyOf(resizes)),
  kernels: v.exactOptional(list(odd, 1, 16)),
  strideOn: v.exactOptional(keyOf(strideOn)),
  branches: v.exactOptional(integer(1, 256)),
  drop: v.exactOptional(list(v.union([keyOf(drops), list(integer(0, 31), 0, 32)], expected(dropForm)), 0, 256)),
  convBias: v.exactOptional(v.boolean()),
  epsilon: v.exactOptional(number(1e-12, 1)),
  survival: v.exactOptional(number(0.001, 1)),
};

/** Schema of a block's options, field by field; what they mean together is refusal.ts's business. */
export const residualSchema: v.GenericSchema = record({
  ...styleFields,
  name: identifier,
  in: channels,
  out: channels,
  stride: v.exactOptional(integer(1, 64)),
  width: v.exactOptional(channels),
  first: v.exactOptional(v.boolean()),
});
