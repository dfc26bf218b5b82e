// Whole networks: a stem, stages of residual blocks, and a head (He et al. 2016a, table 1 and section 4.2).
import * as v from "valibot";
import { fault, identifier, integer, keyOf, list, record } from "./faults.ts";
import type { Model, Op, Shape } from "./model.ts";
import { type BlockStyle, defaults, type ResidualOptions, styleFields } from "./options.ts";
import { activation, type OrderName, orders, type Word } from "./orders.ts";
import { refusal } from "./refusal.ts";
import { batchNorm, residual } from "./residual.ts";
import { limits } from "./schema.ts";

export type StemName = "cifar" | "imagenet";
type Stem = { readonly kernel: number; readonly stride: number; readonly pool: readonly Op[] };

/** How the image comes in: the first convolution, and the pooling after its activation. */
export const stems: Readonly<Record<StemName, Stem>> = {
  cifar: { kernel: 3, stride: 1, pool: [] },
  imagenet: { kernel: 7, stride: 2, pool: [{ op: "maxPool", kernel: 3, stride: 2, padding: 1 }] },
};

export type SurvivalRule = "linear" | "uniform";

/** Probability that block l of L (from 1) survives a training step; `last` is p_L (Huang et al. 2016, equation 4). */
export const survivalRules: Readonly<Record<SurvivalRule, (l: number, L: number, last: number) => number>> = {
  linear: (l, L, last) => 1 - (l / L) * (1 - last),
  uniform: (_l, _L, last) => last,
};

/** A network: one block style, repeated. All plain JSON. */
export type NetworkOptions = BlockStyle & {
  readonly name: string;
  /** Channels, height and width of an image. */
  readonly input: Shape;
  readonly classes: number;
  readonly stem: StemName;
  /** Blocks of each stage; every stage but the first begins with stride 2. */
  readonly depths: readonly number[];
  /** Channels inside the blocks of each stage; the stem's convolution has the first. */
  readonly widths: readonly number[];
  /** A block's channels out, in multiples of its width: 1 basic (default), 4 bottleneck. */
  readonly expansion?: number;
  /** How `survival` spreads over the blocks. Default "linear". */
  readonly survivalRule?: SurvivalRule;
};

const side = integer(1, 16_384);
const schema = record({
  ...styleFields,
  name: identifier,
  input: v.strictTuple([integer(1, 65_536), side, side]),
  classes: integer(1, 1_000_000),
  stem: keyOf(stems),
  depths: list(integer(1, 4096), 1, 16),
  widths: list(integer(1, 65_536), 1, 16),
  expansion: v.exactOptional(integer(1, 64)),
  survivalRule: v.exactOptional(keyOf(survivalRules)),
});

/** The options of each block of a network, by stage. */
function blockOptions(options: NetworkOptions): ResidualOptions[][] {
  const { name: _name, input: _input, classes: _classes, stem: _stem, survivalRule = "linear", ...rest } = options;
  const { depths, widths, expansion = 1, ...style } = rest;
  const total = depths.reduce((sum, depth) => sum + depth, 0);
  let from = widths[0]!;
  let l = 0;
  return depths.map((depth, stage) =>
    Array.from({ length: depth }, (_, index) => {
      const width = widths[stage]!;
      const block: ResidualOptions = {
        ...style,
        name: `layer${stage + 1}.${index}`,
        in: from,
        out: width * expansion,
        width,
        stride: stage > 0 && index === 0 ? 2 : 1,
        first: l === 0,
        survival: survivalRules[survivalRule](++l, total, style.survival ?? defaults.survival),
      };
      from = block.out;
      return block;
    }),
  );
}

/** Why `options` make no network: one line with the place, what is wrong and the fix; undefined if they make one. */
export function networkRefusal(options: NetworkOptions): string | undefined {
  const malformed = fault(schema, options);
  if (malformed) return `network(): ${malformed}`;
  const { name, depths, widths } = options;
  if (depths.length !== widths.length)
    return `${name}: depths has ${depths.length} stages, but widths has ${widths.length}; give each stage one of both`;
  const blocks = depths.reduce((sum, depth) => sum + depth, 0);
  const { branches = defaults.branches, kernels = defaults.kernels } = options;
  const convolutions = blocks * branches * kernels.length;
  if (blocks > limits.blocks || convolutions > limits.convolutions)
    return (
      `${name}: ${blocks} blocks with ${convolutions} convolutions; expected at most ${limits.blocks} blocks and ` +
      `${limits.convolutions} convolutions, so use smaller depths or fewer branches`
    );
  for (const block of blockOptions(options).flat()) {
    const reason = refusal(block);
    if (reason) return `${name}: ${reason}`;
  }
  return undefined;
}

const toOps = (words: readonly Word[], norm: string, epsilon: number | undefined): Op[] =>
  words.map((word) => (word === "bn" ? batchNorm(norm, epsilon) : { op: "relu" }));

/** What is left of "bn relu" for the stem when the first unit's lead brings the rest. */
const stemWords = (order: OrderName): readonly Word[] =>
  activation.filter((word) => !orders[order].lead.includes(word));

/**
 * A network of residual blocks. The stem activates what the first block's lead does not; the head ends what the last
 * block left open, with the order's lead once more (the extra "bn relu" of full pre-activation, He et al. 2016b).
 *
 * @throws Error naming the option, what was expected and what came; see `networkRefusal`.
 */
export function network(options: NetworkOptions): Model {
  const reason = networkRefusal(options);
  if (reason) throw new Error(reason);
  const { order = defaults.order, convBias = defaults.convBias, epsilon } = options;
  const { kernel, stride, pool } = stems[options.stem];
  const bias = convBias ? { bias: true } : {};
  return {
    format: 1,
    name: options.name,
    input: options.input,
    stem: [
      { op: "conv", name: "conv1", out: options.widths[0]!, kernel, stride, ...bias },
      ...toOps(stemWords(order), "bn1", epsilon),
      ...pool,
    ],
    stages: blockOptions(options).map((blocks) => blocks.map(residual)),
    head: [
      ...toOps(orders[order].lead, "bn", epsilon),
      { op: "globalAveragePool" },
      { op: "linear", name: "fc", out: options.classes },
    ],
  };
}
