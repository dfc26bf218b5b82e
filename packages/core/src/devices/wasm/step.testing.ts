// A training step of a network small enough for tests, with every kind of sum that threads share.
import { differentiate } from "../../graph/differentiate.ts";
import { createGraph, emit, type Graph, input, size, state, update, type Value } from "../../graph/graph.ts";
import { operations } from "../../ops/operations.ts";
import { sum } from "../../ops/sum/sum.ts";
import { plan } from "../../plan/plan.ts";
import type { Program } from "../../plan/program.ts";
import { fillNormal, randomStream } from "../../random/index.ts";
import type { Device, Executable, Numbers } from "../device.ts";

const same = [1, 1, 1, 1] as const;

/** Two blocks on 16x16 images: 3x3 convolutions by Winograd and directly, at strides 1 and 2, batch norms, a shortcut of zeros. */
export function stepGraph(batch: number): Graph {
  const graph = createGraph();
  const images = input(graph, "images", [batch, 16, 16, 3]);
  const labels = input(graph, "labels", [batch], "i32");
  const valid = input(graph, "valid", [1], "i32");
  const rate = input(graph, "rate", [1]);
  const parameters: Value[] = [];
  const parameter = (name: string, shape: readonly number[]): Value => {
    const value = state(graph, name, shape);
    parameters.push(value);
    return value;
  };
  const unit = (x: Value, name: string, outputs: number, stride: number): Value => {
    const w = parameter(`${name}.weight`, [3, 3, x.shape[3]!, outputs]);
    const [y] = emit(graph, operations.conv2d, [x, w], { stride, padding: same });
    const vectors = [parameter(`${name}.gamma`, [outputs]), parameter(`${name}.beta`, [outputs])];
    return emit(graph, operations.batchNorm, [y!, ...vectors], { epsilon: 1e-5 })[0]!;
  };
  const relu = (x: Value): Value => emit(graph, operations.relu, [x], {})[0]!;
  const add = (...values: Value[]): Value =>
    sum(
      graph,
      values.map((value) => ({ value, factor: 1 })),
    );

  const stem = relu(unit(images, "stem", 8, 1));
  const first = relu(add(stem, unit(relu(unit(stem, "a", 8, 1)), "b", 8, 1)));
  const [shortcut] = emit(graph, operations.padChannels, [first], { stride: 2, before: 4, after: 4 });
  const second = relu(add(shortcut!, unit(relu(unit(first, "c", 16, 2)), "d", 16, 1)));
  const [pooled] = emit(graph, operations.globalAveragePool, [second], {});
  const head = parameter("head", [16, 4]);
  const [logits] = emit(graph, operations.matmul, [pooled!, head], { transposeA: false, transposeB: false });
  const [loss] = emit(graph, operations.crossEntropy, [logits!, labels, valid], { smoothing: 0 });
  const names = [...graph.states.keys()];
  const gradients = differentiate(graph, loss!, parameters);
  for (const [index, name] of names.entries()) {
    const velocity = state(graph, `velocity.${name}`, parameters[index]!.shape);
    const attributes = { momentum: 0.9, weightDecay: 1e-4, nesterov: false };
    const [w, v] = emit(graph, operations.sgd, [parameters[index]!, velocity, gradients[index]!, rate], attributes);
    update(graph, name, w!);
    update(graph, `velocity.${name}`, v!);
  }
  return graph;
}

/** The step's program for `device`. */
export const stepProgram = (device: Device, batch = 6): Program => plan(stepGraph(batch), device.capabilities);

/** Loads the step with random parameters, images and labels. */
export async function loadStep(
  device: Device,
  batch = 6,
  program: Program = stepProgram(device, batch),
): Promise<Executable> {
  const step = await device.load(program);
  const { inputs, states } = step.program.graph;
  const random = (shape: readonly number[], sample: number, scale: number): Float32Array => {
    const values = new Float32Array(size(shape));
    fillNormal(randomStream(1, "test"), sample, values);
    return values.map((x) => scale * x);
  };
  let sample = 0;
  for (const [name, { initial }] of states) {
    if (name.startsWith("velocity.")) continue;
    await step.write(name, random(initial.shape, sample++, name.endsWith("gamma") ? 1 : 0.3));
  }
  await step.write("images", random(inputs.get("images")!.shape, sample, 1));
  await step.write(
    "labels",
    Int32Array.from({ length: batch }, (_, n) => n % 4),
  );
  await step.write("valid", Int32Array.of(batch));
  await step.write("rate", Float32Array.of(0.05));
  return step;
}

/** Every state after `steps` runs of the step, or of another program of it. */
export async function statesAfter(
  device: Device,
  steps: number,
  program: Program = stepProgram(device),
): Promise<Record<string, Numbers>> {
  const step = await loadStep(device, 6, program);
  for (let k = 0; k < steps; k++) await step.run();
  const states: Record<string, Numbers> = {};
  for (const name of step.program.graph.states.keys()) states[name] = await step.read(name);
  return states;
}
