// The conformance suite itself: it covers every op, and the reference that it trusts has the right gradients.
import { describe, expect, test } from "vitest";
import { createReferenceDevice } from "../devices/reference/reference.ts";
import { type Graph, input, type Operation, output } from "../graph/graph.ts";
import { operations } from "../ops/operations.ts";
import { sum } from "../ops/sum/sum.ts";
import { plan } from "../plan/plan.ts";
import { normal } from "./case.ts";
import { type ConformanceCase, caseGraph, conformanceCases, runCase } from "./conformance.ts";
import { directionalError } from "./directional-error.ts";
import { relativeError } from "./relative-error.ts";

const device = createReferenceDevice({ fill: Number.NaN });

test.each(Object.keys(operations))("%s has cases", (op) => {
  expect(conformanceCases.filter((row) => row.op === op).length).toBeGreaterThan(1);
});

test("no two cases of an op share a title", () => {
  const titles = conformanceCases.map(({ op, title }) => `${op}, ${title}`);
  expect(titles.filter((title, index) => titles.indexOf(title) !== index)).toEqual([]);
});

test.each(conformanceCases)("$op, $title: the reference reads nothing before it is written", async (row) => {
  for (const error of await runCase(device, row)) expect(error).toBe(0);
});

/** The case's graph with an input "dy", the gradient of output 0, and the gradient "d0" ... of each input that has one. */
function gradientGraph(row: ConformanceCase): Graph {
  const graph = caseGraph(row);
  const [node] = graph.nodes;
  const operation: Operation = operations[row.op];
  const { inputs, outputs, attributes } = node!;
  const gradient = input(graph, "dy", outputs[0]!.shape);
  const rules = operation.gradient!({ graph, inputs, outputs, attributes, gradient });
  for (const [index, rule] of rules.entries()) {
    const result = rule?.();
    if (result) output(graph, `d${index}`, sum(graph, ["value" in result ? result : { value: result, factor: 1 }]));
  }
  return graph;
}

describe("gradients are the central differences of the forward op", () => {
  const differentiable = conformanceCases.filter(({ op }) => (operations[op] as Operation).gradient);

  test.for(differentiable)("$op, $title", async (row, { skip }) => {
    skip(row.kink !== undefined, `its derivative is not defined: ${row.kink}`);
    const graph = gradientGraph(row);
    const executable = await device.load(plan(graph, device.capabilities));
    if (row.gates) executable.writeGates(Float32Array.from(row.gates));
    const dy = normal(graph.inputs.get("dy")!.shape, 9).data;
    await executable.write("dy", dy);
    const moving = row.inputs.flatMap((_, index) => (graph.outputs.has(`d${index}`) ? [index] : []));
    for (const [index, { data }] of row.inputs.entries()) await executable.write(`input${index}`, data);

    const f = async (point: readonly Float64Array[]) => {
      for (const [k, index] of moving.entries()) await executable.write(`input${index}`, point[k]!);
      await executable.run();
      return Float64Array.from(await executable.read("output0")).reduce((total, y, i) => total + y * dy[i]!, 0);
    };
    const point = moving.map((index) => Float64Array.from(row.inputs[index]!.data));
    await f(point);
    const gradients = await Promise.all(moving.map((index) => executable.read(`d${index}`)));
    for (const direction of [0, 1, 2]) {
      expect(await directionalError(f, point, gradients, direction)).toBeLessThan(1e-6);
    }
  });
});

describe("relative error", () => {
  test.each([
    [[3, 4], [3, 4], 0],
    [[3, 4.5], [3, 4], 0.1],
    [[0, 0], [0, 0], 0],
    [[1e-9, 0], [0, 0], Infinity],
    [[Number.NaN, 1], [Number.NaN, 1], 0],
    [[1, 1], [Number.NaN, 1], Infinity],
    [[1], [1, 1], Infinity],
  ])("of %j against %j is %d", (got, want, error) => {
    expect(relativeError(got, want)).toBe(error);
  });
});
