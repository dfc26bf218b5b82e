// Ops and blocks in words, for the printed summary and the drawing's labels.
import type { Block, Gain, Op, Path } from "./model.ts";

const stride = (step: number): string => (step > 1 ? ` /${step}` : "");

const words: { readonly [K in Op["op"]]: (op: Extract<Op, { op: K }>) => string } = {
  conv: ({ kernel, out, stride: step }) => `conv${kernel}x${kernel} ${out}${stride(step)}`,
  linear: ({ out }) => `linear ${out}`,
  bn: () => "bn",
  relu: () => "relu",
  sigmoid: () => "sigmoid",
  globalAveragePool: () => "global average pool",
  dropout: ({ rate }) => `dropout ${rate}`,
  maxPool: ({ kernel, stride: step }) => `max pool ${kernel}x${kernel}${stride(step)}`,
  averagePool: ({ kernel, stride: step }) => `average pool ${kernel}x${kernel}${stride(step)}`,
  padChannels: ({ stride: step, before, after }) =>
    [
      step > 1 ? `subsample${stride(step)}` : "",
      before > 0 ? `${before} zero channels in front` : "",
      after > 0 ? `${after} zero channels behind` : "",
    ]
      .filter(Boolean)
      .join(" + ") || "identity",
};

/** An op in words: "conv3x3 32 /2". (TypeScript cannot see that an op and its row always belong together.) */
export const describeOp = (op: Op): string => (words[op.op] as (op: Op) => string)(op);

/** A chain of ops in words: "bn, relu, conv3x3 16"; "identity" if there are none. */
export const describeOps = (ops: readonly Op[]): string => ops.map(describeOp).join(", ") || "identity";

const gainText = (gain: Gain): string => ({ gate: "g·", "1-gate": "(1-g)·", 1: "" })[gain] ?? `${gain}·`;

const describePath = ({ ops, gain, survival }: Path): string => {
  const text = describeOps(ops);
  const factor = gainText(gain);
  const body = factor && ops.length > 0 ? `${factor}(${text})` : `${factor}${text}`;
  return survival < 1 ? `${body} with probability ${Number(survival.toFixed(3))}` : body;
};

/** Equal texts once, with their number: "23 x (…)". */
function counted(texts: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].map(([text, count]) => (count > 1 ? `${count} x (${text})` : text));
}

/** A block in words: what comes before the split, the sum of its paths (and its gate g), what comes after. */
export function describeBlock({ pre, gate, shortcut, branches, post }: Block): string {
  const sum = counted([...branches, ...(shortcut ? [shortcut] : [])].map(describePath)).join(" + ");
  const parts = [
    pre.length > 0 ? describeOps(pre) : "",
    gate.length > 0 ? `${sum} with g = ${describeOps(gate)}` : sum,
    post.length > 0 ? describeOps(post) : "",
  ];
  return parts.filter(Boolean).join(" | ");
}
