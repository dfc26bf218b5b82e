// Many updates as one kernel: its text, and what it computes.
import { afterAll, describe, expect, test } from "vitest";
import { createGraph, type Graph, input, output, state, update, type Value } from "../../graph/graph.ts";
import { sum } from "../../ops/sum/sum.ts";
import { plan } from "../../plan/plan.ts";
import { takeUpdates } from "../../plan/updates.ts";
import { call, operand, target } from "./kernel.testing.ts";
import { joinedLowerings } from "./lowering/joined.ts";
import type { Operand } from "./lowering/lowering.ts";
import { openWebgpu } from "./open.testing.ts";

/** The sum of values with their factors. */
const mix = (graph: Graph, ...terms: readonly (readonly [Value, number])[]): Value =>
  sum(
    graph,
    terms.map(([value, factor]) => ({ value, factor })),
  );

describe("joined updates", () => {
  /** A sum of a state and a value of `length` elements; `slab` holds the value. */
  const update = (offset: number, length: number, slab = 0) => {
    const state = operand(offset, length);
    const value = {
      ...operand(offset + 2 ** 20, length),
      place: { buffer: slab, offset: offset + 2 ** 20, bytes: 256 },
    };
    return call({ terms: [{ factor: 0.5 }, { factor: 1, gate: 2 }] }, [state, value], [state]);
  };

  test("bind a slab once, and have a group or more for each call", () => {
    const [kernel, ...others] = joinedLowerings.sum([update(0, 8), update(256, 2000), update(8192, 3)], target);
    expect(others).toEqual([]);
    expect(kernel!.bindings.map(({ buffer }) => buffer)).toEqual([0, "gates"]);
    expect(kernel!.workgroups).toEqual([4, 1]); // 1 + 2 + 1: a group of a GPU has 256 vectors
    expect(kernel!.source).toContain(
      "if (group < 1u) { first = 0u; units = 2u; x0At = 0u; x1At = 65536u; resultAt = 0u; }",
    );
    expect(kernel!.source).toContain("if (gates[2] != 0) { value += slab0[x1At + i]; }");
  });

  test("are a kernel for each combination of slabs", () => {
    const kernels = joinedLowerings.sum([update(0, 8), update(256, 8, 1), update(512, 8), update(768, 8, 1)], target);
    expect(kernels.map(({ bindings }) => bindings.map(({ buffer }) => buffer))).toEqual([
      [0, "gates"],
      [0, 1, "gates"],
    ]);
  });

  test("are launches of their own where there are not enough buffers", () => {
    const inSlab = (buffer: number): Operand => ({ ...operand(0, 8), place: { buffer, offset: 0, bytes: 256 } });
    const [w, v, g, rate] = [0, 1, 2, 3].map(inSlab) as [Operand, Operand, Operand, Operand];
    const step = call({ momentum: 0.9, weightDecay: 0, nesterov: false }, [w, v, g, rate], [w, v]);
    expect(joinedLowerings.sgd([step, step], { ...target, buffers: 5 })).toHaveLength(1);
    expect(joinedLowerings.sgd([step, step], { ...target, buffers: 4 })).toHaveLength(2);
  });

  test("of very many calls are several kernels", () => {
    const calls = Array.from({ length: 150 }, (_, index) => update(256 * index, 8));
    expect(joinedLowerings.sum(calls, target)).toHaveLength(3);
  });
});

describe.each(["gpu", "cpu"] as const)("kernels for a %s", async (processor) => {
  const { device, reason } = await openWebgpu({ processor, fill: Number.NaN });
  afterAll(() => device?.dispose());

  /** After two runs: states that each go a tenth of the way to x. */
  test.for([64, 260, 2048, 20_000])("updates of %i floats", async (length, { skip }) => {
    if (!device) return skip(reason);
    const graph = createGraph();
    const x = input(graph, "x", [length]);
    for (const name of ["a", "b", "c"]) update(graph, name, mix(graph, [state(graph, name, [length]), 0.9], [x, 0.1]));
    output(graph, "twice", mix(graph, [x, 1], [x, 1]));
    const program = plan(graph, device.capabilities);
    expect(program.launches.map(({ nodes }) => nodes.length)).toContain(3);
    const step = await device.load(program);
    await step.write(
      "x",
      Float32Array.from({ length }, (_, index) => index % 7),
    );
    for (let run = 0; run < 2; run++) await step.run();
    for (const name of ["a", "b", "c"]) {
      const values = await step.read(name);
      for (const [index, value] of values.entries()) expect(value).toBeCloseTo(0.19 * (index % 7), 5);
    }
    step.dispose();
  });
});

test("an update that reads another state comes before that one's", () => {
  const graph = createGraph();
  const [a, b, x] = [state(graph, "a", [8]), state(graph, "b", [8]), input(graph, "x", [8])];
  update(graph, "a", mix(graph, [a, 1], [b, 1]));
  update(graph, "b", mix(graph, [b, 1], [x, 1]));
  const { before, alike } = takeUpdates(graph, ["sum"]);
  expect(before.map(({ outputs }) => outputs[0])).toEqual([graph.states.get("a")!.updated]);
  expect(alike.map((nodes) => nodes.map(({ outputs }) => outputs[0]))).toEqual([[graph.states.get("b")!.updated]]);
});
