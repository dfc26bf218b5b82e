// Ops that follow each other as they do in residual networks, which a device may run as one launch.
import { emit, type Graph, type Term, type Value } from "../../graph/graph.ts";
import { operations } from "../../ops/operations.ts";
import { sum } from "../../ops/sum/sum.ts";
import { normal, type Operand, positive } from "../case.ts";

/** A small graph: `build` takes its inputs from `value`, and returns what to compare. */
export type ChainCase = {
  readonly title: string;
  readonly build: (graph: Graph, value: (operand: Operand) => Value) => readonly Value[];
};

const epsilon = 1e-5;

/** How the result of a chain is finished: by an addition, a rectifier, both or neither. */
const endings = [
  { title: "", adds: false, rectifies: false },
  { title: " + relu", adds: false, rectifies: true },
  { title: " + sum", adds: true, rectifies: false },
  { title: " + sum + relu", adds: true, rectifies: true },
] as const;

type Ending = (typeof endings)[number];

/** `chainFirst`: the place of the chain among the terms of the addition. */
function end(graph: Graph, y: Value, addend: Value, { adds, rectifies }: Ending, chainFirst: boolean): Value {
  const terms = [y, addend].map((value) => ({ value, factor: 1 }));
  const total = adds ? sum(graph, chainFirst ? terms : terms.toReversed()) : y;
  return rectifies ? emit(graph, operations.relu, [total], {})[0]! : total;
}

/** A value that only the chain reads, so that the result may take its place. */
const computed = (graph: Graph, value: Value): Value => sum(graph, [{ value, factor: 0.5 }]);

const shapes = [
  [2, 8, 8, 16],
  [3, 5, 7, 3],
  [1, 4, 4, 20],
  [6, 7],
] as const;

const normalisations: readonly ChainCase[] = shapes.flatMap((shape) =>
  endings.flatMap((ending, index): ChainCase[] => {
    const channels = [shape.at(-1)!];
    const of = ` of [${shape}]`;
    return [
      {
        title: `batchNorm${ending.title}${of}`,
        build(graph, value) {
          const addend = computed(graph, value(normal(shape, 1)));
          const operands = [value(normal(shape)), value(positive(channels, 2)), value(normal(channels, 3))];
          const [y, ...statistics] = emit(graph, operations.batchNorm, operands, { epsilon });
          return [end(graph, y!, addend, ending, index % 2 === 0), ...statistics];
        },
      },
      {
        title: `normalize${ending.title}${of}`,
        build(graph, value) {
          const addend = computed(graph, value(normal(shape, 1)));
          const y = normalize(graph, value, value(normal(shape)));
          return [end(graph, y, addend, ending, index % 2 === 1)];
        },
      },
    ];
  }),
);

function normalize(graph: Graph, value: (operand: Operand) => Value, x: Value): Value {
  const channels = [x.shape.at(-1)!];
  const [gamma, variance] = [positive(channels, 2), positive(channels, 5)].map(value);
  const [beta, mean] = [normal(channels, 3), normal(channels, 4)].map(value);
  return emit(graph, operations.normalize, [x, gamma!, beta!, mean!, variance!], { epsilon })[0]!;
}

const sums: readonly ChainCase[] = shapes.flatMap((shape): ChainCase[] => {
  const terms = (value: (operand: Operand) => Value): Term[] =>
    [1, -0.5, 2].map((factor, sample) => ({ value: value(normal(shape, sample)), factor }));
  return [
    {
      title: `sum + relu of [${shape}]`,
      build: (graph, value) => emit(graph, operations.relu, [sum(graph, terms(value))], {}),
    },
    {
      title: `sum + reluGradient of [${shape}]`,
      build(graph, value) {
        const y = value(normal(shape, 7));
        return emit(graph, operations.reluGradient, [sum(graph, terms(value)), y], {});
      },
    },
    {
      title: `reluGradient + batchNormGradient of [${shape}]`,
      build(graph, value) {
        const channels = [shape.at(-1)!];
        const [y, x, gamma] = [normal(shape, 1), normal(shape, 2), positive(channels, 3)].map(value);
        const [mean, variance] = [normal(channels, 4), positive(channels, 5)].map(value);
        const [dy] = emit(graph, operations.reluGradient, [value(normal(shape)), y!], {});
        return emit(graph, operations.batchNormGradient, [dy!, x!, gamma!, mean!, variance!], { epsilon });
      },
    },
  ];
});

type Convolution = {
  readonly image: readonly [number, number, number, number];
  readonly filter: readonly [number, number, number, number];
  readonly stride: number;
  readonly padding: number;
};

/** Forms that devices tell apart: 3x3 at strides 1 and 2, 1x1 at both, a stem, channels that fill no vector, a few pixels. */
const convolutionShapes: readonly Convolution[] = [
  { image: [2, 8, 8, 16], filter: [3, 3, 16, 24], stride: 1, padding: 1 },
  { image: [1, 7, 7, 32], filter: [3, 3, 32, 32], stride: 1, padding: 1 },
  { image: [2, 9, 9, 8], filter: [3, 3, 8, 16], stride: 2, padding: 1 },
  { image: [2, 6, 6, 16], filter: [1, 1, 16, 8], stride: 1, padding: 0 },
  { image: [2, 6, 6, 12], filter: [1, 1, 12, 24], stride: 2, padding: 0 },
  { image: [1, 14, 14, 3], filter: [7, 7, 3, 8], stride: 2, padding: 3 },
  { image: [2, 5, 5, 3], filter: [3, 3, 3, 5], stride: 1, padding: 1 },
];

const convolutions: readonly ChainCase[] = convolutionShapes.flatMap(({ image, filter, stride, padding }) =>
  [true, false].flatMap((normalized) =>
    endings.map(
      (ending, index): ChainCase => ({
        title: `conv2d${normalized ? " + normalize" : ""}${ending.title} of [${image}] * [${filter}] at stride ${stride}`,
        build(graph, value) {
          const attributes = { stride, padding: [padding, padding, padding, padding] } as const;
          const operands = [value(normal(image)), value(normal(filter, 1))];
          const { shape } = operations.conv2d.outputs(operands, attributes)[0]!;
          const addend = computed(graph, value(normal(shape, 6)));
          const [y] = emit(graph, operations.conv2d, operands, attributes);
          const result = normalized ? normalize(graph, value, y!) : y!;
          return [end(graph, result, addend, ending, index % 2 === 0)];
        },
      }),
    ),
  ),
);

/** How a branch's gradient goes on: it is added to another's, and goes back through a rectifier. */
const inputGradients: readonly ChainCase[] = convolutionShapes.flatMap(({ image, filter, stride, padding }) =>
  [true, false].map(
    (adds): ChainCase => ({
      title: `conv2dInputGradient${adds ? " + sum" : ""} + reluGradient of [${image}] * [${filter}] at stride ${stride}`,
      build(graph, value) {
        const attributes = { stride, padding: [padding, padding, padding, padding] } as const;
        const operands = [value(normal(image)), value(normal(filter, 1))];
        const dy = value(normal(operations.conv2d.outputs(operands, attributes)[0]!.shape, 2));
        const addend = computed(graph, value(normal(image, 3)));
        const size = [image[1], image[2]] as const;
        const [dx] = emit(graph, operations.conv2dInputGradient, [dy, operands[1]!], { ...attributes, size });
        const terms = [dx!, addend].map((each) => ({ value: each, factor: 1 }));
        return emit(graph, operations.reluGradient, [adds ? sum(graph, terms) : dx!, operands[0]!], {});
      },
    }),
  ),
);

/** A fully connected layer. */
const linear: ChainCase = {
  title: "matmul + addBias",
  build(graph, value) {
    const operands = [value(normal([5, 12])), value(normal([7, 12], 1))];
    const [product] = emit(graph, operations.matmul, operands, { transposeA: false, transposeB: true });
    return emit(graph, operations.addBias, [product!, value(normal([7], 2))], {});
  },
};

/** Every chain. */
export const chainCases: readonly ChainCase[] = [
  ...normalisations,
  ...sums,
  ...convolutions,
  ...inputGradients,
  linear,
];
