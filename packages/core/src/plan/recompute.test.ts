import { describe, expect, test } from "vitest";
import { differentiate } from "../graph/differentiate.ts";
import { createGraph, emit, type Graph, input, output, state, update, type Value } from "../graph/graph.ts";
import { type OperationName, operations } from "../ops/operations.ts";
import { sum } from "../ops/sum/sum.ts";
import { plan } from "./plan.ts";
import { type Effort, recompute, repeatedNodes } from "./recompute.ts";
import { segmentsOf } from "./segments.ts";

const capabilities = { alignment: 64, slabBytes: 2 ** 30, memoryBytes: 2 ** 30, floatBytes: 4 } as const;

/** A training step of `blocks` units x + conv(relu(norm(conv(x)))), whose running means are states. */
function network(blocks: number): Graph {
  const graph = createGraph();
  const parameters: Value[] = [];
  const parameter = (name: string, ...shape: number[]): Value => {
    const value = state(graph, name, shape);
    parameters.push(value);
    return value;
  };
  const convolve = (x: Value, name: string): Value =>
    emit(graph, operations.conv2d, [x, parameter(name, 3, 3, 4, 4)], { stride: 1, padding: [1, 1, 1, 1] })[0]!;
  let x = convolve(input(graph, "x", [2, 8, 8, 4]), "stem");
  for (let block = 0; block < blocks; block++) {
    const inputs = [convolve(x, `${block}.a`), parameter(`${block}.gamma`, 4), parameter(`${block}.beta`, 4)];
    const [y, mean] = emit(graph, operations.batchNorm, inputs, { epsilon: 1e-5 }) as [Value, Value];
    const running = { value: state(graph, `${block}.mean`, [4]), factor: 0.9 };
    update(graph, `${block}.mean`, sum(graph, [running, { value: mean, factor: 0.1 }]));
    const branch = convolve(emit(graph, operations.relu, [y], {})[0]!, `${block}.b`);
    x = sum(graph, [
      { value: x, factor: 1 },
      { value: branch, factor: 1 },
    ]);
  }
  const [pooled] = emit(graph, operations.globalAveragePool, [x], {});
  const [labels, valid] = [input(graph, "labels", [2], "i32"), input(graph, "valid", [1], "i32")];
  const [loss] = emit(graph, operations.crossEntropy, [pooled!, labels, valid], { smoothing: 0 });
  const gradients = differentiate(graph, loss!, parameters);
  for (const [index, gradient] of gradients.entries()) output(graph, `gradient ${index}`, gradient);
  return graph;
}

const count = ({ nodes }: Graph, name: OperationName): number => nodes.filter(({ op }) => op === name).length;

const graph = network(20);
const segments = segmentsOf(graph);
const repeating = (effort: Effort): Graph =>
  recompute(
    graph,
    segments,
    segments.map(({ last }) => (last ? effort : "nothing")),
  );

describe("segments", () => {
  test("hold the forward pass, each node once", () => {
    expect(segments.flatMap(({ nodes }) => nodes)).toEqual(graph.nodes.slice(0, graph.forward));
  });
  test("are about the square root of the values, and end where one value connects both sides: between blocks", () => {
    expect(segments.length).toBeGreaterThan(4);
    expect(segments.length).toBeLessThan(12);
    for (const { nodes, last } of segments.slice(0, -1))
      expect(nodes.at(-1)).toMatchObject({ op: "sum", outputs: [last] });
    expect(segments.at(-1)!.last).toBeUndefined();
  });
});

describe("what is repeated", () => {
  test("nothing", () => {
    expect(repeating("nothing")).toEqual(graph);
  });
  test("elementwise ops on what is kept anyway: batch norm by its statistics, rectifiers; no convolution", () => {
    const after = repeating("elementwise");
    expect(count(after, "normalize")).toBeGreaterThan(14);
    expect(count(after, "relu") - count(graph, "relu")).toBe(count(after, "normalize"));
    expect(repeatedNodes(graph, after)).toBe(2 * count(after, "normalize"));
  });
  test("everything: convolutions too, but no batch norm and no update of a state", () => {
    const after = repeating("everything");
    expect(count(after, "conv2d")).toBeGreaterThan(1.5 * count(graph, "conv2d"));
    expect(count(after, "batchNorm")).toBe(20);
    expect(after.states).toEqual(graph.states);
    expect(repeatedNodes(graph, after)).toBeLessThan(graph.forward!);
  });
});

describe("a budget", () => {
  const { peak } = plan(graph, capabilities).memory;
  const under = (memoryBytes: number) => plan(graph, capabilities, { memoryBytes }).memory;

  test("that suffices costs nothing", () => {
    expect(under(peak)).toEqual({ ...plan(graph, capabilities).memory, repeated: 0 });
  });
  test("is kept; the less it is, the more is repeated", () => {
    const plans = [0.9, 0.8, 0.7, 0.6, 0.5].map((share) => ({ budget: share * peak, ...under(share * peak) }));
    for (const { budget, peak } of plans) expect(peak).toBeLessThanOrEqual(budget);
    const shares = plans.map(({ repeated }) => repeated);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares[0]).toBeGreaterThan(0);
    expect(shares.at(-1)).toBeLessThan(1);
  });
  test("that nothing fits is an error with the smallest peak", () => {
    expect(() => under(1000)).toThrow(
      /^This program needs \d+\.\d KiB, and \d+\.\d KiB with all that can be computed twice, and the budget leaves it 1000 B: use a smaller batch or a smaller network\.$/,
    );
  });
});
