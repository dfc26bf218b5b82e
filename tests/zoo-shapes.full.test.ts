// Every shape that the zoo's networks give to an op, forward and backward: the wasm device's two builds on 1, 2 and 3 threads, and both
// kinds of kernels of the webgpu device, against the reference.
import {
  createReferenceDevice,
  type Device,
  type Graph,
  type Node,
  type Numbers,
  type OperationName,
  plan,
} from "@unravel/core";
import { fillUniform, randomStream } from "@unravel/core/random";
import { type ConformanceCase, caseGraph, type Operand, relativeError } from "@unravel/core/testing";
import { createWasmDevice } from "@unravel/core/wasm";
import { createWebgpuDevice } from "@unravel/core/webgpu";
import { buildModel, inferenceGraph, listModels, trainingGraph } from "@unravel/models";
import { afterAll, expect, test } from "vitest";
import "./support/software-gpu.ts";

/** The ops that shapes matter to, with the inputs that must not be negative. */
const ops: Partial<Record<OperationName, readonly number[]>> = {
  conv2d: [],
  conv2dInputGradient: [],
  conv2dFilterGradient: [],
  batchNorm: [],
  batchNormGradient: [4],
  normalize: [4],
  maxPool: [],
  maxPoolGradient: [],
  averagePool: [],
  averagePoolGradient: [],
  globalAveragePool: [],
  globalAveragePoolGradient: [],
  padChannels: [],
  padChannelsGradient: [],
  matmul: [],
};

const stream = randomStream(1, "test");

/** Uniform numbers from −1 to 1, or from 0.5 to 1.5. */
function draw(shape: readonly number[], sample: number, positive: boolean): Operand {
  const data = new Float32Array(shape.reduce((product, length) => product * length, 1));
  fillUniform(stream, sample, data);
  return { shape, data: data.map((x) => (positive ? x + 0.5 : 2 * x - 1)) };
}

/** The nodes to test of all networks, each shape once. */
function distinctNodes(): Map<string, Node> {
  const found = new Map<string, Node>();
  const collect = ({ nodes }: Graph) => {
    for (const node of nodes) {
      if (!Object.hasOwn(ops, node.op)) continue;
      const key = JSON.stringify([node.op, node.attributes, ...node.inputs.map(({ shape }) => shape)]);
      if (!found.has(key)) found.set(key, node);
    }
  };
  for (const { name } of listModels()) {
    const model = buildModel(name);
    const batch = model.input[1] > 100 ? 1 : 3;
    collect(trainingGraph(model, { batch, momentum: 0.9, weightDecay: 1e-4 }));
    collect(inferenceGraph(model, { batch, gated: false }));
  }
  return found;
}

async function compute(device: Device, graph: Graph, operands: readonly Operand[]): Promise<readonly Numbers[]> {
  const executable = await device.load(plan(graph, device.capabilities));
  for (const [index, { data }] of operands.entries()) await executable.write(`input${index}`, data);
  await executable.run();
  const results = await Promise.all([...graph.outputs.keys()].map((name) => executable.read(name)));
  executable.dispose();
  return results;
}

const threads = await Promise.all(
  (["relaxed", "plain"] as const).flatMap((module) =>
    [1, 2, 3].map((threads) => createWasmDevice({ module, threads, fill: Number.NaN })),
  ),
);
const gpus = await Promise.allSettled(
  (["gpu", "cpu"] as const).map((processor) => createWebgpuDevice({ byName: true, processor, fill: Number.NaN })),
);
const devices = [...threads, ...gpus.flatMap((opened) => (opened.status === "fulfilled" ? [opened.value] : []))];
const reference = createReferenceDevice();
afterAll(async () => {
  for (const device of devices) await device.dispose();
});

const nodes = distinctNodes();

test("WebGPU takes part", ({ skip }) => {
  for (const opened of gpus)
    skip(opened.status === "rejected", opened.status === "rejected" ? String(opened.reason) : "");
});

test("the zoo's networks give ops hundreds of shapes", () => {
  expect(nodes.size).toBeGreaterThan(200);
});

test.each([...nodes])("%s", { timeout: 300_000 }, async (_, { op, inputs, attributes }) => {
  const positive = ops[op as OperationName]!;
  const operands = inputs.map(({ shape }, index) => draw(shape, index, positive.includes(index)));
  const row: ConformanceCase = { op: op as OperationName, title: "", inputs: operands, attributes };
  const graph = caseGraph(row);
  const expected = await compute(reference, graph, operands);
  for (const device of devices) {
    const got = await compute(device, graph, operands);
    for (const [index, want] of expected.entries()) {
      expect(relativeError(got[index]!, want), device.description).toBeLessThan(2e-5);
    }
  }
});
