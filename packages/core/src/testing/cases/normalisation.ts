// Batch norm in both modes, and biases: ops that treat each channel alike.
import type { Shape } from "../../graph/graph.ts";
import { type CaseTable, constant, mapped, normal, type Operand, positive } from "../case.ts";

type Sample = { readonly title: string; readonly x: Operand; readonly channels: number };

const sample = (title: string, shape: Shape, make: (x: Operand) => Operand = (x) => x): Sample => ({
  title,
  x: make(normal(shape)),
  channels: shape.at(-1)!,
});

const samples: readonly Sample[] = [
  sample("16 channels", [2, 8, 8, 16]),
  sample("64 channels", [2, 4, 4, 64]),
  sample("3 channels, odd size", [3, 5, 7, 3]),
  sample("one channel", [1, 4, 4, 1]),
  sample("one pixel", [8, 1, 1, 4]),
  sample("batch 1", [1, 6, 6, 8]),
  sample("rows of numbers", [6, 7]),
  sample("a mean far from 0", [2, 6, 6, 4], (x) => mapped(x, (value) => value + 10)),
];

/** The variance is 0, which only epsilon keeps from a division by 0. */
const flat = sample("a channel without variance", [2, 3, 3, 2], (x) =>
  mapped(x, (value, index) => (index % 2 === 0 ? 1 : value)),
);

const gamma = ({ channels }: Sample) => positive([channels], 1);
const beta = ({ channels }: Sample) => normal([channels], 2);
const mean = ({ channels }: Sample) => normal([channels], 3);
const variance = ({ channels }: Sample) => positive([channels], 4);
const gradient = ({ x }: Sample) => normal(x.shape, 5);

/** The batch's own mean and variance, as batch norm's gradient is given them. */
function statistics({ x, channels }: Sample): readonly [Operand, Operand] {
  const average = Array.from({ length: channels }, (_, c) => mean64(column(x, channels, c)));
  const spread = average.map((m, c) => mean64(column(x, channels, c).map((value) => (value - m) ** 2)));
  const vector = (values: readonly number[]): Operand => mapped(constant([channels], 0), (_, c) => values[c]!);
  return [vector(average), vector(spread)];
}
const column = (x: Operand, channels: number, channel: number): number[] =>
  [...x.data].filter((_, index) => index % channels === channel);
const mean64 = (values: readonly number[]): number => values.reduce((total, x) => total + x, 0) / values.length;

const attributes = { epsilon: 1e-5 };

type Names = "batchNorm" | "batchNormGradient" | "normalize" | "normalizeGradient" | "addBias" | "channelSum";

/** Cases of batch norm, of normalisation by given statistics, and of biases. */
export const normalisation: Pick<CaseTable, Names> = {
  batchNorm: [
    ...samples.map((s) => ({ title: s.title, inputs: [s.x, gamma(s), beta(s)], attributes })),
    {
      title: "epsilon of Keras",
      inputs: [samples[0]!.x, gamma(samples[0]!), beta(samples[0]!)],
      attributes: { epsilon: 1e-3 },
    },
    {
      title: flat.title,
      inputs: [flat.x, gamma(flat), beta(flat)],
      attributes,
      kink: "1/√epsilon is too steep a slope",
    },
  ],
  batchNormGradient: samples.map((s) => ({
    title: s.title,
    inputs: [gradient(s), s.x, gamma(s), ...statistics(s)],
    attributes,
  })),
  normalize: samples.map((s) => ({
    title: s.title,
    inputs: [s.x, gamma(s), beta(s), mean(s), variance(s)],
    attributes,
  })),
  normalizeGradient: samples.map((s) => ({
    title: s.title,
    inputs: [gradient(s), s.x, gamma(s), mean(s), variance(s)],
    attributes,
  })),
  addBias: samples.map((s) => ({ title: s.title, inputs: [s.x, beta(s)], attributes: {} })),
  channelSum: samples.map((s) => ({ title: s.title, inputs: [s.x], attributes: {} })),
};
