// Reverse mode on whole graphs. The gradient of each op by itself is tested with the conformance cases.
import { expect, test } from "vitest";
import { createReferenceDevice } from "../devices/reference/reference.ts";
import { operations } from "../ops/operations.ts";
import { sum } from "../ops/sum/sum.ts";
import { plan } from "../plan/plan.ts";
import { directionalError } from "../testing/directional-error.ts";
import { gatedNetwork, gatedPaths, gatesFor, writeNetwork } from "../testing/gated-network.ts";
import { differentiate } from "./differentiate.ts";
import { createGraph, emit, type Graph, input, output } from "./graph.ts";

const device = createReferenceDevice({ fill: Number.NaN });

test.each([
  ["all paths", []],
  ["without a branch and a shortcut", ["block1.branch1", "block2.shortcut"]],
])("a residual network's gradient is the central difference of its loss: %s", async (_, off) => {
  const graph = gatedNetwork();
  const executable = await device.load(plan(graph, device.capabilities));
  const modes = Object.fromEntries(gatedPaths.map((path) => [path, off.includes(path) ? "off" : "on"] as const));
  executable.writeGates(gatesFor(graph, modes));
  const names = [...graph.states.keys()].filter((name) => graph.outputs.has(`d ${name}`));
  await writeNetwork(executable);
  const point = await Promise.all(names.map(async (name) => Float64Array.from(await executable.read(name))));
  const f = async (values: readonly Float64Array[]) => {
    for (const [index, name] of names.entries()) await executable.write(name, values[index]!);
    await executable.run();
    return (await executable.read("loss"))[0]!;
  };
  await f(point);
  const gradients = await Promise.all(names.map((name) => executable.read(`d ${name}`)));
  for (const direction of [0, 1, 2]) expect(await directionalError(f, point, gradients, direction)).toBeLessThan(1e-6);
});

/** Runs a graph of one input "x" and returns its outputs' first elements. */
async function evaluate(graph: Graph, x: number): Promise<Record<string, number>> {
  const executable = await device.load(plan(graph, device.capabilities));
  await executable.write("x", Float64Array.of(x));
  await executable.run();
  const results: Record<string, number> = {};
  for (const name of graph.outputs.keys()) results[name] = (await executable.read(name))[0]!;
  return results;
}

test("a value that is used several times gets the sum of its gradients", async () => {
  const graph = createGraph();
  const x = input(graph, "x", [1]);
  const [square] = emit(graph, operations.multiply, [x, x], {});
  const y = sum(graph, [
    { value: square!, factor: 3 },
    { value: x, factor: -0.5 },
    { value: square!, factor: 1 },
  ]);
  output(graph, "dx", differentiate(graph, y, [x])[0]!);
  expect(await evaluate(graph, 2)).toEqual({ dx: 2 * 4 * 2 - 0.5 });
});

test("an intermediate value can be a target", async () => {
  const graph = createGraph();
  const x = input(graph, "x", [1]);
  const [square] = emit(graph, operations.multiply, [x, x], {});
  const [fourth] = emit(graph, operations.multiply, [square!, square!], {});
  const [dSquare, dx] = differentiate(graph, fourth!, [square!, x]);
  output(graph, "dSquare", dSquare!);
  output(graph, "dx", dx!);
  expect(await evaluate(graph, 3)).toEqual({ dSquare: 18, dx: 108 });
});

test("only a single number can be differentiated", () => {
  const graph = createGraph();
  const x = input(graph, "x", [2]);
  expect(() => differentiate(graph, x, [x])).toThrow("Only a single number can be differentiated, got [2]");
});

test("a target without influence is refused", () => {
  const graph = createGraph();
  const [x, other] = [input(graph, "x", [1]), input(graph, "other", [4])];
  const [y] = emit(graph, operations.relu, [x], {});
  expect(() => differentiate(graph, y!, [x, other])).toThrow(/does not depend on value \d+ of shape \[4\]/);
});
