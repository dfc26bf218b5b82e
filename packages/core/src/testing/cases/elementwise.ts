// Elementwise ops, sums under gates, the optimiser and constants.
import { type CaseOf, type CaseTable, constant, integers, mapped, normal, tied } from "../case.ts";

const image = [2, 5, 5, 7] as const;
const weights = [3, 3, 4, 5] as const;
const missing = constant(image, Number.NaN);

/** Like `normal`, with a NaN: a network that diverged must show it. */
const diverged = mapped(normal(image), (x, index) => (index === 3 ? Number.NaN : x));

const one = [
  { title: "image", inputs: [normal(image)], attributes: {} },
  { title: "matrix", inputs: [normal([3, 10])], attributes: {} },
  { title: "one number", inputs: [normal([1])], attributes: {} },
];
const two = one.map(({ title, inputs: [x], attributes }) => ({ title, inputs: [x!, normal(x!.shape, 1)], attributes }));

const plain = { factor: 1 };
const under = (gate: number, weigh = false, factor = 1) => ({ factor, gate, weigh });

/** Terms of a sum by their weights; the value behind a closed gate is NaN. */
const sums: readonly CaseOf<"sum">[] = [
  { title: "one term", inputs: [normal(image)], attributes: { terms: [plain] } },
  { title: "two terms", inputs: [normal(image), normal(image, 1)], attributes: { terms: [plain, plain] } },
  {
    title: "nine terms",
    inputs: Array.from({ length: 9 }, (_, k) => normal(image, k)),
    attributes: { terms: Array.from({ length: 9 }, (_, k) => ({ factor: k - 3.5 })) },
  },
  {
    title: "running average",
    inputs: [normal([16]), normal([16], 1)],
    attributes: { terms: [{ factor: 0.9 }, { factor: 0.1 }] },
  },
  {
    title: "the same value twice",
    inputs: [normal(image), normal(image)],
    attributes: { terms: [plain, { factor: -0.5 }] },
  },
  {
    title: "an open gate",
    inputs: [normal(image), normal(image, 1)],
    attributes: { terms: [plain, under(0)] },
    gates: [1, 1],
  },
  { title: "a closed gate", inputs: [normal(image), missing], attributes: { terms: [plain, under(0)] }, gates: [0, 0] },
  {
    title: "the first term closed",
    inputs: [missing, normal(image, 1)],
    attributes: { terms: [under(0), plain] },
    gates: [0, 0],
  },
  { title: "all closed", inputs: [missing, missing], attributes: { terms: [under(0), under(2)] }, gates: [0, 0, 0, 0] },
  {
    title: "a gate of 1/2 that weighs",
    inputs: [normal(image), normal(image, 1)],
    attributes: { terms: [plain, under(0, true, 3)] },
    gates: [0.5, 0.5],
  },
  {
    title: "a gate of 1/2 that does not weigh",
    inputs: [normal(image), normal(image, 1)],
    attributes: { terms: [plain, under(0)] },
    gates: [0.5, 0.5],
  },
  {
    title: "a backward gate",
    inputs: [normal(image), missing],
    attributes: { terms: [plain, under(1)] },
    gates: [1, 0],
  },
  {
    title: "gates 0, 1/2 and 1",
    inputs: [missing, normal(image, 1), normal(image, 2), normal(image, 3)],
    attributes: { terms: [under(0, true), under(2, true), under(4, true), plain] },
    gates: [0, 0, 0.5, 0.5, 1, 1],
  },
].map((row) => (row.inputs.includes(missing) ? { ...row, kink: "a term that must not be read" } : row));

const optimiser = [normal(weights), normal(weights, 1), normal(weights, 2), constant([1], 0.1)];

type Names = "sum" | "multiply" | "relu" | "reluGradient" | "sigmoid" | "sigmoidGradient" | "dropout" | "sgd" | "fill";

/** Cases of the elementwise ops. */
export const elementwise: Pick<CaseTable, Names> = {
  sum: sums,
  multiply: two,
  relu: [...one, { title: "NaN comes through", inputs: [diverged], attributes: {}, kink: "NaN" }],
  reluGradient: [
    ...two,
    {
      title: "outputs that are 0",
      inputs: [normal(image), mapped(tied(image, 1), (x) => Math.max(0, x))],
      attributes: {},
    },
  ],
  sigmoid: [
    ...one,
    {
      title: "large numbers",
      inputs: [mapped(normal(image), (x) => 100 * x)],
      attributes: {},
      kink: "flat in float64",
    },
  ],
  sigmoidGradient: two,
  dropout: [
    { title: "rate 1/2", inputs: [normal(image), integers(7, 3)], attributes: { rate: 0.5, stream: 2 } },
    { title: "rate 0", inputs: [normal(image), integers(7, 3)], attributes: { rate: 0, stream: 0 } },
    { title: "rate 0.3, matrix", inputs: [normal([4, 9]), integers(1, 0)], attributes: { rate: 0.3, stream: 1 } },
  ],
  sgd: [
    {
      title: "momentum and weight decay",
      inputs: optimiser,
      attributes: { momentum: 0.9, weightDecay: 1e-4, nesterov: false },
    },
    { title: "Nesterov", inputs: optimiser, attributes: { momentum: 0.9, weightDecay: 5e-4, nesterov: true } },
    { title: "no momentum", inputs: optimiser, attributes: { momentum: 0, weightDecay: 0.01, nesterov: false } },
    { title: "no weight decay", inputs: optimiser, attributes: { momentum: 0.9, weightDecay: 0, nesterov: false } },
    { title: "neither", inputs: optimiser, attributes: { momentum: 0, weightDecay: 0, nesterov: false } },
    {
      title: "rate 0",
      inputs: [...optimiser.slice(0, 3), constant([1], 0)],
      attributes: { momentum: 0.9, weightDecay: 1e-4, nesterov: false },
    },
  ],
  fill: [
    { title: "image", inputs: [], attributes: { shape: [2, 3, 4, 5], value: -1.5 } },
    { title: "one number", inputs: [], attributes: { shape: [1], value: 1 } },
  ],
};
