import { describe, expect, test } from "vitest";
import {
  createGraph,
  declareGate,
  emit,
  type Graph,
  input,
  inRegion,
  type Operation,
  output,
  size,
  state,
  update,
  type Value,
} from "../graph/graph.ts";
import { type OperationName, operations } from "../ops/operations.ts";
import { sum } from "../ops/sum/sum.ts";
import { gatedNetwork } from "../testing/gated-network.ts";
import { plan } from "./plan.ts";
import type { Capabilities, Placement, Program } from "./program.ts";

const roomy: Capabilities = { alignment: 256, slabBytes: 2 ** 20, memoryBytes: 2 ** 30, floatBytes: 4 };

const overlap = (a: Placement, b: Placement): boolean =>
  a.slab === b.slab && a.offset < b.offset + b.bytes && b.offset < a.offset + a.bytes;

/** First and last launch at which a value must be intact; −1 before the first launch. */
function lifetimes({ graph, launches }: Program): Map<Value, [number, number]> {
  const lives = new Map<Value, [number, number]>();
  const kept = new Set([...graph.inputs.values(), ...graph.outputs.values()]);
  for (const { initial, updated } of graph.states.values()) kept.add(initial === updated ? initial : updated);
  for (const value of graph.values) {
    const born = launches.findIndex(({ outputs }) => outputs.includes(value));
    const reads = launches.flatMap(({ inputs }, index) => (inputs.includes(value) ? [index] : []));
    lives.set(value, [born, kept.has(value) ? launches.length : Math.max(born, ...reads)]);
  }
  return lives;
}

/** Whether launch `index` may write `output` where it reads `input`: in place, or as the state's update. */
function mayReplace({ graph, launches }: Program, index: number, input: Value, output: Value): boolean {
  const { op, inputs, outputs } = launches[index]!;
  const { elementwise } = operations[op as OperationName] as Operation;
  const inPlace = elementwise && outputs.includes(output) && inputs.includes(input);
  return inPlace || [...graph.states.values()].some((state) => state.initial === input && state.updated === output);
}

/** Pairs of values that are alive together and share memory. */
function collisions(program: Program): string[] {
  const lives = [...lifetimes(program)];
  const together = ([a, [bornA, diesA]]: (typeof lives)[number], [b, [bornB, diesB]]: (typeof lives)[number]) => {
    if (bornA > bornB) return bornA < diesB || (bornA === diesB && !mayReplace(program, bornA, b, a));
    return bornA === bornB || bornB < diesA || (bornB === diesA && !mayReplace(program, bornB, a, b));
  };
  return lives.flatMap((a, index) =>
    lives
      .slice(index + 1)
      .filter((b) => overlap(program.placements[a[0].id]!, program.placements[b[0].id]!) && together(a, b))
      .map((b) => `${a[0].id} and ${b[0].id}`),
  );
}

describe.each([
  ["aligned to 256 bytes", roomy],
  ["in float64", { ...roomy, alignment: 8, floatBytes: 8 }],
  ["in slabs that hold a few values each", { ...roomy, slabBytes: 4096 }],
] as const)("a network's training step, %s", (_, capabilities) => {
  const program = plan(gatedNetwork(), capabilities);
  const { graph, placements, slabs } = program;

  test("no two values that are alive together overlap", () => {
    expect(collisions(program)).toEqual([]);
  });

  test("every value has an aligned place within its slab, of its size", () => {
    for (const { id, shape, dtype } of graph.values) {
      const { slab, offset, bytes } = placements[id]!;
      expect(offset % capabilities.alignment).toBe(0);
      expect(offset + bytes).toBeLessThanOrEqual(slabs[slab]!);
      expect(bytes).toBeGreaterThanOrEqual(size(shape) * (dtype === "f32" ? capabilities.floatBytes : 4));
    }
  });

  test("no slab is larger than the device allows, and the peak is their sum", () => {
    for (const bytes of slabs) expect(bytes).toBeLessThanOrEqual(capabilities.slabBytes);
    expect(program.memory.peak).toBe(slabs.reduce((total, bytes) => total + bytes, 0));
  });

  test("a state's update takes its place", () => {
    for (const { initial, updated } of graph.states.values()) {
      expect(placements[updated.id]).toEqual(placements[initial.id]);
    }
  });

  test("memory is reused: the peak is below the sum of all values", () => {
    const total = graph.values.reduce((bytes, { id }) => bytes + placements[id]!.bytes, 0);
    expect(program.memory.peak).toBeLessThan(0.6 * total);
  });

  test("each value is released once, by its last reader, and what the host reads never", () => {
    const released = program.launches.flatMap(({ releases }) => releases);
    expect(new Set(released).size).toBe(released.length);
    for (const [{ id }, [, dies]] of lifetimes(program)) {
      if (dies < program.launches.length && released.includes(id)) {
        expect(program.launches[dies]!.releases).toContain(id);
      }
    }
    for (const { id } of graph.outputs.values()) expect(released).not.toContain(id);
  });
});

/** x → relu → ... → output: each in the place of the one before. */
function chain(length: number): Graph {
  const graph = createGraph();
  let value = input(graph, "x", [64]);
  for (let index = 0; index < length; index++) [value] = emit(graph, operations.relu, [value], {}) as [Value];
  output(graph, "y", value);
  return graph;
}

test("elementwise ops run in place: a chain of them needs two places, however long", () => {
  expect(plan(chain(10), roomy).memory).toEqual({ peak: 512, states: 0, inputs: 256, repeated: 0 });
});

test("a byte takes one byte on every device, and the next value starts aligned", () => {
  for (const floatBytes of [4, 8] as const) {
    const graph = createGraph();
    const values = [
      input(graph, "images", [5, 8, 8, 1], "u8"),
      input(graph, "placements", [1, 4], "i32"),
      input(graph, "levels", [1, 256]),
    ];
    const [y] = emit(graph, operations.gatherImages, values, {});
    output(graph, "y", y!);
    const { placements, memory } = plan(graph, { ...roomy, floatBytes });
    expect(placements[values[0]!.id]!.bytes).toBe(512); // of 320
    expect(values.map(({ id }) => placements[id]!.offset % 256)).toEqual([0, 0, 0]);
    expect(memory.inputs).toBe(320 + 16 + 256 * floatBytes);
  }
});

test("an input of the host is not overwritten by an op in place", () => {
  const { graph, placements } = plan(chain(1), roomy);
  expect(overlap(placements[graph.inputs.get("x")!.id]!, placements[graph.outputs.get("y")!.id]!)).toBe(false);
});

describe("what does not fit is refused before anything is allocated", () => {
  test("a value that is larger than the largest buffer", () => {
    expect(() => plan(chain(1), { ...roomy, alignment: 4, slabBytes: 128 })).toThrow(
      "One value needs 256 B, and this device's largest buffer is 128 B: use a smaller batch or smaller images.",
    );
  });
  test("a batch of which fewer images would fit", () => {
    const graph = createGraph();
    output(graph, "y", emit(graph, operations.relu, [input(graph, "x", [4, 4, 4, 4])], {})[0]!);
    expect(() => plan(graph, { ...roomy, slabBytes: 512 })).toThrow(
      "One value needs 1.0 KiB, and this device's largest buffer is 512 B: for this value alone a batch of at most 2 images would fit.",
    );
  });
  test("a program that is larger than the memory", () => {
    expect(() => plan(chain(1), { ...roomy, memoryBytes: 300 })).toThrow(
      "This program needs 512 B and the device has 300 B: use a smaller batch or a smaller network.",
    );
  });
});

describe("states", () => {
  test("one that is read after its update is refused", () => {
    const graph = createGraph();
    const w = state(graph, "w", [4]);
    update(graph, "w", sum(graph, [{ value: w, factor: 2 }]));
    output(graph, "late", emit(graph, operations.relu, [w], {})[0]!);
    expect(() => plan(graph, roomy)).toThrow('State "w" is read after it was updated.');
  });
  test("an update must be a node's own result", () => {
    const graph = createGraph();
    state(graph, "w", [4]);
    update(graph, "w", input(graph, "x", [4]));
    expect(() => plan(graph, roomy)).toThrow('State "w" must be updated by a node\'s own output');
  });
  test("one that is updated in a region keeps its place", () => {
    const graph = createGraph();
    const w = state(graph, "w", [4]);
    const gate = declareGate(graph, "branch");
    inRegion(graph, gate, () => update(graph, "w", sum(graph, [{ value: w, factor: 2 }])));
    const { placements } = plan(graph, roomy);
    expect(placements[graph.states.get("w")!.updated.id]).toEqual(placements[w.id]);
  });
});
