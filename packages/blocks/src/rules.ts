// What each op does to shapes, which parameters it owns, and what it costs: one row an op.
import { type FeatureShape, type Op, type Padding, type Shape, sizeOf } from "./model.ts";

/** What a parameter is. The running statistics are state, not learned. */
export type ParameterKind =
  | "convolutionWeight"
  | "convolutionBias"
  | "linearWeight"
  | "linearBias"
  | "bnWeight"
  | "bnBias"
  | "runningMean"
  | "runningVariance";

/** How a parameter starts: a constant, or drawn by a rule that depends on the fans (He et al. 2015). */
export type Initial = number | { readonly fanIn: number; readonly fanOut: number };

/** A parameter of one op: its name is the op's name + "." + `leaf`; `shape` is torch's layout. */
export type OwnParameter = {
  readonly leaf: string;
  readonly kind: ParameterKind;
  readonly shape: readonly number[];
  readonly initial: Initial;
};

type RuleFor<O, Reads, Input extends FeatureShape> = {
  /** What the op works on. */
  readonly reads: Reads;
  /** Shape after the op. */
  readonly shape: (op: O, input: Input) => FeatureShape;
  /** Parameters in torch's order; none if left out. */
  readonly parameters?: (op: O, input: Input) => readonly OwnParameter[];
  /** Multiply-accumulates for one image; 0 if left out: what torch's counters (and papers) count. */
  readonly macs?: (op: O, input: Input, output: FeatureShape) => number;
};

type Rule<O> =
  | RuleFor<O, "map", Shape>
  | RuleFor<O, "vector", readonly [channels: number]>
  | RuleFor<O, "either", FeatureShape>;

/** Zeros that a convolution puts around its input when it does not say. */
export function paddingOf({ kernel, padding }: Extract<Op, { op: "conv" }>): Padding {
  const side = (kernel - 1) / 2;
  return padding ?? [side, side, side, side];
}

const windows = (length: number, kernel: number, stride: number): number => Math.floor((length - kernel) / stride) + 1;
const unchanged = { reads: "either", shape: (_: unknown, input: FeatureShape) => input } as const;

const rules: { readonly [K in Op["op"]]: Rule<Extract<Op, { op: K }>> } = {
  conv: {
    reads: "map",
    shape: (op, [, height, width]) => {
      const [top, bottom, left, right] = paddingOf(op);
      return [
        op.out,
        windows(height + top + bottom, op.kernel, op.stride),
        windows(width + left + right, op.kernel, op.stride),
      ];
    },
    parameters: ({ out, kernel, bias, biasInit }, [channels]) => {
      const area = kernel ** 2;
      const fans = { fanIn: channels * area, fanOut: out * area };
      return [
        { leaf: "weight", kind: "convolutionWeight", shape: [out, channels, kernel, kernel], initial: fans },
        ...(bias ? [{ leaf: "bias", kind: "convolutionBias", shape: [out], initial: biasInit ?? 0 } as const] : []),
      ];
    },
    macs: ({ kernel }, [channels], output) => sizeOf(output) * channels * kernel ** 2,
  },
  linear: {
    reads: "vector",
    shape: ({ out }) => [out],
    parameters: ({ out }, [channels]) => [
      { leaf: "weight", kind: "linearWeight", shape: [out, channels], initial: { fanIn: channels, fanOut: out } },
      { leaf: "bias", kind: "linearBias", shape: [out], initial: 0 },
    ],
    macs: ({ out }, [channels]) => out * channels,
  },
  bn: {
    reads: "either",
    shape: (_, input) => input,
    parameters: (_, [channels]) => [
      { leaf: "weight", kind: "bnWeight", shape: [channels], initial: 1 },
      { leaf: "bias", kind: "bnBias", shape: [channels], initial: 0 },
      { leaf: "running_mean", kind: "runningMean", shape: [channels], initial: 0 },
      { leaf: "running_var", kind: "runningVariance", shape: [channels], initial: 1 },
    ],
  },
  relu: unchanged,
  sigmoid: unchanged,
  dropout: unchanged,
  globalAveragePool: { reads: "map", shape: (_, [channels]) => [channels] },
  maxPool: {
    reads: "map",
    shape: ({ kernel, stride, padding }, [channels, height, width]) => [
      channels,
      windows(height + 2 * padding, kernel, stride),
      windows(width + 2 * padding, kernel, stride),
    ],
  },
  averagePool: {
    reads: "map",
    shape: ({ kernel, stride }, [channels, height, width]) => [
      channels,
      windows(height, kernel, stride),
      windows(width, kernel, stride),
    ],
  },
  padChannels: {
    reads: "map",
    shape: ({ stride, before, after }, [channels, height, width]) => [
      before + channels + after,
      Math.ceil(height / stride),
      Math.ceil(width / stride),
    ],
  },
};

/** The names of all ops. */
export const opNames: readonly string[] = Object.keys(rules);

/** The row of `op`. (TypeScript cannot see that an op, its row and a shape that the row reads belong together.) */
export const ruleOf = (op: Op): RuleFor<Op, Rule<Op>["reads"], FeatureShape> =>
  rules[op.op] as RuleFor<Op, Rule<Op>["reads"], FeatureShape>;
