// The one residual definition: every block of every network of the papers is one call of residual().
import { dropRelus } from "./drops.ts";
import type { Block, Op, Path } from "./model.ts";
import { type FilledOptions, fill, type ResidualOptions, strideOn } from "./options.ts";
import { branchWords, type Order, orders, type Word } from "./orders.ts";
import { refusal } from "./refusal.ts";
import { resizes } from "./resizes.ts";
import { shortcuts } from "./shortcuts.ts";

const relu: Op = { op: "relu" };
const bias = { bias: true } as const;

/** A batch norm; without `epsilon` the runtime's default holds. */
export const batchNorm = (name: string, epsilon?: number): Op => ({
  op: "bn",
  name,
  ...(epsilon === undefined ? {} : { epsilon }),
});

/** Turns words into ops; convolutions and batch norms are numbered as they come: conv1, bn1, conv2 … (torch's names). */
function toOps(words: readonly Word[], prefix: string, options: FilledOptions): Op[] {
  const { kernels, out, width = out, stride, convBias, epsilon } = options;
  const strided = strideOn[options.strideOn](kernels);
  let convolutions = 0;
  let norms = 0;
  const make: Readonly<Record<Word, () => Op>> = {
    conv: () => {
      const index = convolutions++;
      return {
        op: "conv",
        name: `${prefix}conv${index + 1}`,
        out: index === kernels.length - 1 ? out : width,
        kernel: kernels[index]!,
        stride: index === strided ? stride : 1,
        ...(convBias ? bias : {}),
      };
    },
    bn: () => batchNorm(`${prefix}bn${++norms}`, epsilon),
    relu: () => relu,
  };
  return words.map((word) => make[word]());
}

/** A projection is normalised where the branches end in a batch norm too, so that both sides of the sum are of one scale. */
const project = ({ out, stride, convBias, epsilon }: FilledOptions, order: Order): Op[] => [
  { op: "conv", name: "downsample.0", out, kernel: 1, stride, ...(convBias ? bias : {}) },
  ...(order.tail.includes("bn") ? [batchNorm("downsample.1", epsilon)] : []),
];

const gateOps = ({ out, stride, gateBias }: FilledOptions): Op[] => [
  { op: "conv", name: "gate", out, kernel: 1, stride, ...bias, biasInit: gateBias },
  { op: "sigmoid" },
];

/**
 * A residual block: y = post(gain·shortcut(h) + Σ gainᵢ·branchᵢ(h)), h = pre(x).
 *
 * Where the shortcut projects, and in the first unit, a pre-activation stands before the split (`pre`), so that the
 * shortcut carries the activated signal (He et al. 2016b, section 4.1). If a branch drops its leading ReLU only the
 * batch norm is shared, and each path that has the ReLU applies its own. In a first unit that does not project, r > 1
 * branches keep a pre-activation each: the published sizes of multi-residual networks count r batch norms there.
 *
 * @throws Error naming the block, what is wrong and the fix, if the options mean nothing; see `refusal`.
 */
export function residual(options: ResidualOptions): Block {
  const reason = refusal(options);
  if (reason) throw new Error(reason);
  const filled = fill(options);
  const order = orders[filled.order];
  const shortcut = shortcuts[filled.shortcut];
  const resize = filled.resize && resizes[filled.resize];

  const resized = filled.stride > 1 || filled.in !== filled.out;
  const projects = resize?.projects === true && (resized || resize.everywhere || shortcut.projects);
  const words = branchWords(order, filled.kernels.length);
  const branches = Array.from({ length: filled.branches }, (_, index) =>
    dropRelus(words, filled.drop[index] ?? "none"),
  );

  const differs = order.lead.findIndex((word, index) => branches.some((branch) => branch[index] !== word));
  const common = differs < 0 ? order.lead.length : differs;
  const beforeSplit = projects || (filled.first && filled.branches === 1);
  const shared = beforeSplit ? common : 0;
  // Only ReLUs are ever dropped, so ReLUs are all that a shared lead can have left for the paths to apply.
  const rest = beforeSplit ? order.lead.slice(shared).map(() => relu) : [];

  const named = branches.map((branch, index) =>
    toOps([...branch, ...(index === 0 ? order.post : [])], index === 0 ? "" : `branch${index + 1}.`, filled),
  );
  const [shortcutGain, branchGain] = shortcut.gains(filled);
  const toPath = (ops: Op[]): Path => ({ ops, gain: branchGain, survival: filled.survival });
  const change = projects ? project(filled, order) : resized && resize ? resize.ops(filled) : [];
  return {
    name: filled.name,
    pre: named[0]!.slice(0, shared),
    gate: shortcut.gated ? [...rest, ...gateOps(filled)] : [],
    shortcut: shortcut.exists
      ? { ops: [...rest, ...change, ...shortcut.ops(filled)], gain: shortcutGain, survival: 1 }
      : null,
    branches: named.map((ops, index) => toPath(ops.slice(shared, branches[index]!.length))),
    post: named[0]!.slice(branches[0]!.length),
  };
}
