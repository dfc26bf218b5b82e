// Gates against the model rebuilt without the branches, with memory full of NaN; path-wise gradients against the whole.
import { type Block, type Model, type NetworkOptions, network, parameters, pathName } from "@unravel/blocks";
import { type Device, type Executable, gateVector, type Numbers, plan } from "@unravel/core";
import { normal, randomStream, uniform } from "@unravel/core/random";
import { relativeError } from "@unravel/core/testing";
import { gatedPaths, trainingGraph } from "@unravel/models";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { devices, tolerance } from "./support/devices.ts";

const batch = 4;
const options = { batch, momentum: 0.9, weightDecay: 1e-4, gated: true, gradients: true };
const tiny = (style: Partial<NetworkOptions>): Model =>
  network({ name: "tiny", input: [3, 8, 8], classes: 4, stem: "cifar", depths: [2, 2], widths: [3, 4], ...style });

const models: Record<string, Model> = {
  "two branches, projections": tiny({ branches: 2 }),
  "pre-activation, dropped ReLU": tiny({ order: "preact", branches: 2, drop: ["none", "first"] }),
  "zeros, gate units": tiny({ order: "preact", shortcut: "exclusiveGate", resize: "zeros" }),
  "projections everywhere": tiny({ shortcut: "convolution" }),
  "dropout shortcuts": tiny({ shortcut: "dropout", resize: "zeros" }),
};

type Gates = Record<string, number>;

/** Gates drawn from 0, ½ and 1, at least one path of each block open. */
function drawGates(model: Model, seed: number): Gates {
  const draw = randomStream(seed, "test");
  const gates: Gates = {};
  for (const [index, name] of gatedPaths(model).entries()) gates[name] = Math.floor(3 * uniform(draw, 0, index)) / 2;
  for (const { name } of model.stages.flat()) {
    const own = Object.keys(gates).filter((gate) => gate.startsWith(`${name}.`));
    if (own.every((gate) => gates[gate] === 0)) gates[own[0]!] = 1;
  }
  return gates;
}

/** The model as the gates leave it: closed paths are gone, half-open ones weigh half. */
function rebuild(model: Model, gates: Gates): Model {
  const rebuildBlock = (block: Block): Block => {
    const open = (path: "shortcut" | number) => gates[pathName({ block: block.name, path })]!;
    const weigh = <P extends { gain: unknown }>(path: P, gate: number): P =>
      typeof path.gain === "number" ? { ...path, gain: path.gain * gate } : path;
    return {
      ...block,
      shortcut: block.shortcut && open("shortcut") ? weigh(block.shortcut, open("shortcut")) : null,
      branches: block.branches.flatMap((path, i) => (open(i) ? [weigh(path, open(i))] : [])),
    };
  };
  return { ...model, stages: model.stages.map((blocks) => blocks.map(rebuildBlock)) };
}

/** The gates that a rebuilt model can stand for: a path weighed by the block's gate carries no factor beside it, and the
 * masks of dropouts are told apart by their number in the network, so that none may go. */
const expressible = (model: Model, gates: Gates): Gates => {
  const whole = model.stages.flat().some(({ gate }) => gate.length > 0);
  const dropout = new Set(
    model.stages
      .flat()
      .flatMap(({ name, shortcut }) =>
        shortcut?.ops.some(({ op }) => op === "dropout") ? [pathName({ block: name, path: "shortcut" })] : [],
      ),
  );
  return Object.fromEntries(
    Object.entries(gates).map(([name, value]) => [name, dropout.has(name) ? 1 : whole ? Math.ceil(value) : value]),
  );
};

/** Loads a training step with the same random parameters, images and labels for every model with those names. */
async function load(device: Device, model: Model): Promise<Executable> {
  const graph = trainingGraph(model, options);
  const step = await device.load(plan(graph, device.capabilities));
  const numbers = (label: string, length: number, centre: number, scale: number) => {
    const stream = randomStream(
      [...label].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 65521, 7),
      "test",
    );
    return Float32Array.from({ length }, (_, i) => centre + scale * normal(stream, 0, i));
  };
  for (const [name, { initial }] of graph.states) {
    const length = initial.shape.reduce((product, n) => product * n, 1);
    const centre = /bn\d*\.weight|running_var|downsample\.1\.weight/.test(name) ? 1 : 0;
    const scale = name.startsWith("velocity") ? 0.01 : centre ? 0.1 : 0.4;
    await step.write(name, numbers(name, length, centre, name.startsWith("metrics") ? 0 : scale));
  }
  await step.write("images", numbers("images", batch * 192, 0, 1));
  await step.write("labels", Int32Array.of(0, 1, 2, 3));
  await step.write("valid", Int32Array.of(batch));
  await step.write("rate", Float32Array.of(0.1));
  if (graph.inputs.has("random")) await step.write("random", Int32Array.of(1, 2));
  return step;
}

const readAll = async (step: Executable, names: Iterable<string>): Promise<Map<string, Numbers>> => {
  const all = new Map<string, Numbers>();
  for (const name of names) all.set(name, await step.read(name));
  return all;
};
const statesOf = (step: Executable) => step.program.graph.states.keys();
const namesOf = (step: Executable) => [...step.program.graph.outputs.keys(), ...statesOf(step)];

describe.each(devices)("gates on $name", (factory) => {
  let device: Device;
  beforeAll(async () => {
    device = await factory.open({ byName: true });
  });
  afterAll(() => device.dispose());

  test.each(Object.entries(models))("%s: closed paths are as good as gone", async (_, model) => {
    const gated = await load(device, model);
    const before = await readAll(gated, statesOf(gated));
    for (const seed of [1, 2, 3]) {
      const gates = expressible(model, drawGates(model, seed));
      for (const [name, values] of before) await gated.write(name, values);
      gated.writeGates(gateVector(gated.program.graph, gates));
      await gated.run();
      const rebuilt = await load(device, rebuild(model, gates));
      await rebuilt.run();
      const wanted = await readAll(rebuilt, namesOf(rebuilt));
      rebuilt.dispose();
      for (const [name, values] of await readAll(gated, namesOf(gated))) {
        const same = wanted.get(name);
        if (same) expect(relativeError(values, same), name).toBeLessThan(tolerance(device.name));
        else if (name.startsWith("gradient.")) expect(Math.hypot(...values), name).toBe(0);
        else if (name.includes("running_")) expect(values, name).toEqual(before.get(name));
      }
    }
    gated.dispose();
  });

  test("momentum and weight decay go on for the parameters of a closed branch", async () => {
    const step = await load(device, models["two branches, projections"]!);
    const name = "layer1.0.conv1.weight";
    const [weight, velocity] = [await step.read(name), await step.read(`velocity.${name}`)];
    step.writeGates(gateVector(step.program.graph, { "layer1.0.branch0": 0 }));
    await step.run();
    const speed = Array.from(velocity, (v, i) => 0.9 * v + 1e-4 * weight[i]!);
    expect(relativeError(await step.read(`velocity.${name}`), speed)).toBeLessThan(1e-6);
    const moved = speed.map((v, i) => weight[i]! - 0.1 * v);
    expect(relativeError(await step.read(name), moved)).toBeLessThan(1e-6);
    step.dispose();
  });

  test("the gradients of all single paths add up to the whole gradient", async () => {
    const model = models["two branches, projections"]!;
    const step = await load(device, model);
    await step.write("rate", Float32Array.of(0));
    const stem = "gradient.conv1.weight";
    await step.run();
    const full = await step.read(stem);
    const total = new Float64Array(full.length);
    const blocks = model.stages.flat().map((block) => gatedPaths({ ...model, stages: [[block]] }));
    for (const path of blocks.reduce<string[][]>(
      (paths, ways) => paths.flatMap((p) => ways.map((way) => [...p, way])),
      [[]],
    )) {
      const backward = Object.fromEntries(blocks.flat().map((name) => [name, path.includes(name) ? 1 : 0]));
      step.writeGates(gateVector(step.program.graph, {}, backward));
      await step.run();
      for (const [i, x] of (await step.read(stem)).entries()) total[i]! += x;
    }
    expect(parameters(model).some(({ name }) => name === "layer2.0.downsample.0.weight")).toBe(true);
    expect(relativeError(total, full)).toBeLessThan(tolerance(device.name));
    step.dispose();
  });
});
