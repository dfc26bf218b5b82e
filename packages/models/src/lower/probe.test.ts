// What a probe sees, against central differences and against training.
import { type NetworkOptions, network } from "@unravel/blocks";
import { createReferenceDevice, type Executable, plan } from "@unravel/core";
import { normal, randomStream } from "@unravel/core/random";
import { relativeError } from "@unravel/core/testing";
import { createWasmDevice } from "@unravel/core/wasm";
import { afterAll, describe, expect, test } from "vitest";
import { initialise } from "../initialise.ts";
import { writeStates } from "../states.ts";
import { probeGraph, statisticsGraph } from "./probe.ts";
import { trainingGraph } from "./training.ts";

const batch = 4;
const tiny = (options: Partial<NetworkOptions> = {}) =>
  network({
    name: "tiny",
    input: [3, 8, 8],
    classes: 3,
    stem: "cifar",
    depths: [2, 1],
    widths: [4, 8],
    resize: "zeros",
    ...options,
  });
const models = {
  original: tiny(),
  "gated shortcut": tiny({ shortcut: "shortcutGate", gateBias: -1 }),
  "two branches, projections": tiny({ order: "preact", branches: 2, resize: "projection" }),
  plain: network({
    ...{ name: "plain", input: [3, 8, 8], classes: 3, stem: "cifar" },
    depths: [1, 1],
    widths: [4, 8],
    shortcut: "none",
  }),
};

const pixels = Float32Array.from({ length: batch * 192 }, (_, i) => normal(randomStream(3, "test"), 0, i));
const reference = createReferenceDevice({ fill: Number.NaN });
const wasm = await createWasmDevice({ threads: 2, fill: Number.NaN });
afterAll(() => wasm.dispose());

async function load(model: (typeof models)["original"], graph: ReturnType<typeof probeGraph>, device = reference) {
  const program = await device.load(plan(graph, device.capabilities));
  await writeStates(program, initialise(model, 5), { partial: true });
  await program.write("images", pixels);
  if (graph.inputs.has("labels")) {
    await program.write("labels", Int32Array.of(0, 1, 2, 1));
    await program.write("valid", Int32Array.of(batch));
  }
  return program;
}

const read = async (program: Executable, name: string) => Float64Array.from(await program.read(name));

describe.each(Object.entries(models))("%s", (_, model) => {
  test.each(["batch", "running"] as const)("the gradient of the images, %s statistics", async (statistics) => {
    const program = await load(model, probeGraph(model, { batch, statistics, blocks: true }));
    const direction = Float64Array.from(pixels, (_, i) => normal(randomStream(9, "test"), 0, i));
    const lossAt = async (distance: number) => {
      await program.write(
        "images",
        Float64Array.from(pixels, (x, i) => x + distance * direction[i]!),
      );
      await program.run();
      return (await program.read("loss"))[0]!;
    };
    await lossAt(0);
    const gradient = await read(program, "gradient.images");
    const slope = gradient.reduce((sum, g, i) => sum + g * direction[i]!, 0);
    expect((await lossAt(1e-6)) - (await lossAt(-1e-6))).toBeCloseTo(2e-6 * slope, 11);
  });

  test("the wasm device sees the same", async () => {
    const graph = () => probeGraph(model, { batch, statistics: "batch", blocks: true });
    const [exact, quick] = [await load(model, graph()), await load(model, graph(), wasm)];
    for (const program of [exact, quick]) await program.run();
    for (const name of exact.program.graph.outputs.keys()) {
      expect(relativeError(await quick.read(name), await exact.read(name)), name).toBeLessThan(1e-4);
    }
    quick.dispose();
  });

  test("every block has a value of its shape and a gradient, and its gate a value", async () => {
    const { outputs } = probeGraph(model, { batch, statistics: "running", blocks: true });
    for (const { name, gate } of model.stages.flat()) {
      expect(outputs.get(`gradient.value.${name}`)!.shape).toEqual(outputs.get(`value.${name}`)!.shape);
      expect(outputs.has(`value.${name}.gate`)).toBe(gate.length > 0);
    }
  });

  test("the statistics of a batch are what a training step mixes in", async () => {
    const step = await load(model, trainingGraph(model, { batch, momentum: 0, weightDecay: 0 }));
    const before = initialise(model, 5);
    const seen = await load(model, statisticsGraph(model, { batch }));
    await step.run();
    await seen.run();
    for (const name of seen.program.graph.states.keys()) {
      if (!name.includes("running_")) continue;
      const mixed = (await read(seen, name)).map((x, i) => 0.9 * before[name]!.data[i]! + 0.1 * x);
      expect(relativeError(await step.read(name), mixed), name).toBeLessThan(1e-6);
    }
  });
});
