// Tiles: what may be chosen, that it changes no bit, and how a tuning is made and taken.
import { describe, expect, test } from "vitest";
import { createGraph, emit, type Graph, input, output, size } from "../../graph/graph.ts";
import type { Geometry } from "../../ops/conv2d/geometry.ts";
import { lanesOf, tileMemory } from "../../ops/conv2d/wgsl-tiled.ts";
import { gradientMemory } from "../../ops/conv2d/wgsl-tiled-gradient.ts";
import { operations } from "../../ops/operations.ts";
import { plan } from "../../plan/plan.ts";
import { normal } from "../../testing/case.ts";
import type { Numbers } from "../device.ts";
import { type ChooseTile, tileChoice } from "./lowering/tiles.ts";
import { openWebgpu } from "./open.testing.ts";
import { tune, tuned } from "./tune.ts";

const attributes = { stride: 1, padding: [1, 1, 1, 1] } as const;

/** A convolution, and its filter's gradient: sizes that fill no tile. */
function convolutions(): Graph {
  const graph = createGraph();
  const [x, w] = [input(graph, "x", [2, 5, 5, 8]), input(graph, "w", [3, 3, 8, 20])];
  const [y] = emit(graph, operations.conv2d, [x, w], attributes);
  const dy = input(graph, "dy", y!.shape);
  output(graph, "y", y!);
  output(graph, "dw", emit(graph, operations.conv2dFilterGradient, [x, dy], { ...attributes, size: [3, 3] })[0]!);
  return graph;
}

/** What the convolutions give with the tiles that `choose` takes, or the reason why there is no device. */
async function results(choose: ChooseTile): Promise<Numbers[] | string> {
  const { device, reason } = await openWebgpu({ processor: "gpu", choose });
  if (!device) return reason;
  const program = await device.load(plan(convolutions(), device.capabilities));
  for (const [name, { shape }] of program.program.graph.inputs)
    await program.write(name, normal(shape, size(shape)).data);
  await program.run();
  const values = [await program.read("y"), await program.read("dw")];
  await device.dispose();
  return values;
}

const geometry = (outputs: number): Geometry => ({
  ...{ images: 8, height: 16, width: 16, inputs: 16, outHeight: 16, outWidth: 16, outputs },
  ...{ kernelHeight: 3, kernelWidth: 3, stride: 1, top: 1, left: 1 },
});

describe.each(["convolution", "filter gradient"] as const)("tiles of a %s", (role) => {
  test.each([10, 16, 32, 64, 512])("of %i channels fit every adapter, and the table's is one of them", (outputs) => {
    const { table, candidates } = tileChoice(role, geometry(outputs));
    expect(candidates).toContainEqual(table);
    for (const tile of candidates) {
      const memory = { convolution: tileMemory, "filter gradient": gradientMemory }[role](tile);
      expect(lanesOf(tile)).toBeLessThanOrEqual(256);
      expect(Object.values(memory).reduce((sum, { count }) => sum + 16 * count, 0)).toBeLessThanOrEqual(16384);
    }
  });
});

test("whatever tile is chosen, the bits are the same", { timeout: 180_000 }, async ({ skip }) => {
  const want = await results(({ table }) => table);
  if (typeof want === "string") return skip(want);
  const most = Math.max(
    ...(["convolution", "filter gradient"] as const).map((role) => tileChoice(role, geometry(20)).candidates.length),
  );
  for (let variant = 0; variant < most; variant++) {
    expect(await results(({ candidates, table }) => candidates[variant] ?? table), `variant ${variant}`).toEqual(want);
  }
});

test("a tuning has a tile for each convolution, and is taken as it is", { timeout: 180_000 }, async ({ skip }) => {
  const { device, reason } = await openWebgpu({ processor: "gpu" });
  if (!device) return skip(reason);
  await device.dispose();
  const progress: number[] = [];
  const tuning = await tune({
    ...{ byName: true, processor: "gpu", runs: 1 },
    program: (capabilities) => plan(convolutions(), capabilities),
    progress: (done) => progress.push(done),
  });
  expect(Object.keys(tuning.choices)).toEqual([
    "convolution 2x5x5x8 to 5x5x20, 3x3, stride 1",
    "filter gradient 2x5x5x8 to 5x5x20, 3x3, stride 1",
  ]);
  expect(progress.at(-1)).toBe(5);
});

describe("a tuning", () => {
  const choice = tileChoice("convolution", geometry(64));
  test("gives the table's tile where it has none", () => {
    expect(tuned({ adapter: "", choices: {} })(choice)).toBe(choice.table);
  });
  test("of another version is refused", () => {
    const choices = { [choice.key]: { rows: 7, columns: 4, laneRows: 1, depth: 4 } };
    expect(() => tuned({ adapter: "", choices })(choice)).toThrow(/none that this version has: tune again/);
  });
});

test("there is nothing to tune where convolutions have no tiles", async ({ skip }) => {
  const { device, reason } = await openWebgpu({ processor: "cpu" });
  if (!device) return skip(reason);
  await device.dispose();
  const program = (capabilities: Parameters<typeof plan>[1]) => plan(convolutions(), capabilities);
  await expect(tune({ byName: true, processor: "cpu", program })).rejects.toThrow("no tiles to choose");
});
