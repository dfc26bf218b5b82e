// Training in less memory gives the bits of training in enough: every network of the zoo, made small, under random gates.
import {
  createReferenceDevice,
  type Device,
  type Executable,
  gateVector,
  MemoryError,
  type Program,
  plan,
} from "@unravel/core";
import { fillNormal, randomStream, uniform } from "@unravel/core/random";
import { createWasmDevice } from "@unravel/core/wasm";
import { afterAll, describe, expect, test } from "vitest";
import { initialise } from "../initialise.ts";
import { writeStates } from "../states.ts";
import { buildModel, listModels, type ModelOptions } from "../zoo/index.ts";
import { trainingGraph } from "./training.ts";

const batch = 4;

/** The network with few channels and blocks, and no larger images than its stem needs. */
function small(name: string, options: ModelOptions & { readonly name?: string } = {}) {
  const { stages, input } = buildModel(name);
  const [side, depth] = input[1] > 64 ? [32, 4] : [8, 2]; // the stem of large images takes most of a shallow network's memory
  return buildModel(name, {
    input: [3, side, side],
    classes: 3,
    depths: stages.map(() => depth),
    widths: stages.map((_, stage) => (stage < 2 ? 4 : 8)),
    ...options,
  });
}

const models = [
  ...listModels().map(({ name }) => small(name)),
  small("resnet110", { name: "dropout", shortcut: "dropout" }),
  small("resnet110", { name: "exclusive-gates", shortcut: "exclusiveGate" }),
];

const random = (shape: readonly number[], sample: number): Float32Array => {
  const values = new Float32Array(shape.reduce((product, length) => product * length, 1));
  fillNormal(randomStream(3, "test"), sample, values);
  return values;
};

/** States and gradients after two steps under random gates. */
async function trained(device: Device, program: Program, model: (typeof models)[number]) {
  const step: Executable = await device.load(program);
  const { graph } = program;
  await writeStates(step, initialise(model, 1), { partial: true });
  await step.write("valid", Int32Array.of(batch));
  await step.write("rate", Float32Array.of(0.1));
  for (let run = 0; run < 2; run++) {
    await step.write("images", random(graph.inputs.get("images")!.shape, run));
    await step.write("labels", Int32Array.of(0, 1, 2, run));
    if (graph.inputs.has("random")) await step.write("random", Int32Array.of(5, run));
    const stream = randomStream(4, "test", run);
    // Forward and backward values of 0, 1 and between: skipped, and weighed.
    const draw = (k: number) =>
      Object.fromEntries(graph.gates.map((gate, g) => [gate, draws(uniform(stream, 2 * g + k))]));
    step.writeGates(gateVector(graph, draw(0), draw(1)));
    await step.run();
  }
  const names = [...graph.states.keys(), ...graph.outputs.keys()];
  const results = await Promise.all(names.map(async (name) => [name, await step.read(name)] as const));
  step.dispose();
  return Object.fromEntries(results);
}

const draws = (u: number): number => (u < 0.3 ? 0 : u < 0.8 ? 1 : u);

const wasm = await createWasmDevice({ threads: 2, fill: Number.NaN });
afterAll(() => wasm.dispose());

describe.each([createReferenceDevice({ fill: Number.NaN }), wasm])("$name", (device) => {
  // What the device takes beside the values is more than they are, in networks of this size.
  const { programBytes: _, ...capabilities } = device.capabilities;

  test.each(models)("$name", async (model) => {
    const graph = trainingGraph(model, { batch, momentum: 0.9, weightDecay: 1e-3, gated: true, gradients: true });
    const whole = plan(graph, capabilities);
    const expected = await trained(device, whole, model);
    expect(expected).not.toEqual({});
    let fewest = 0;
    for (const share of [0.95, 0.85, 0.75, 0.65, 0.55, 0.45]) {
      const memoryBytes = Math.floor(share * whole.memory.peak);
      const program = planned(() => plan(graph, capabilities, { memoryBytes }));
      if (!program) break;
      expect(program.memory.peak).toBeLessThanOrEqual(memoryBytes);
      expect(program.memory.repeated).toBeGreaterThanOrEqual(fewest);
      fewest = program.memory.repeated;
      expect(await trained(device, program, model)).toEqual(expected);
    }
    expect(fewest).toBeGreaterThan(0);
  });
});

/** What `make` gives; undefined where the memory is too small. */
function planned(make: () => Program): Program | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof MemoryError) return undefined;
    throw error;
  }
}
