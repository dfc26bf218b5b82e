// Every shape that the zoo's networks give to an op, forward and backward, as graphs of one op. It imports no test runner: engines without
// one run it too.
import { type Device, type Graph, type Node, type Numbers, type OperationName, plan } from "@unravel/core";
import { fillUniform, randomStream } from "@unravel/core/random";
import { caseGraph, type Operand } from "@unravel/core/testing";
import { buildModel, inferenceGraph, listModels, trainingGraph } from "@unravel/models";

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

/** The nodes to test of all networks, each shape once. */
export function distinctNodes(): Map<string, Node> {
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

const stream = randomStream(1, "test");

/** Uniform numbers from −1 to 1, or from 0.5 to 1.5. */
function draw(shape: readonly number[], sample: number, positive: boolean): Operand {
  const data = new Float32Array(shape.reduce((product, length) => product * length, 1));
  fillUniform(stream, sample, data);
  return { shape, data: data.map((x) => (positive ? x + 0.5 : 2 * x - 1)) };
}

/** Random inputs for a node's op. */
export const operandsOf = ({ op, inputs }: Node): readonly Operand[] =>
  inputs.map(({ shape }, index) => draw(shape, index, ops[op as OperationName]!.includes(index)));

/** The graph of a node's op alone, on `operands`. */
export const shapeGraph = ({ op, attributes }: Node, operands: readonly Operand[]): Graph =>
  caseGraph({ op: op as OperationName, title: "", inputs: operands, attributes });

/** The outputs of a graph of `shapeGraph` on `device`, in order. */
export async function resultsOn(
  device: Device,
  graph: Graph,
  operands: readonly Operand[],
): Promise<readonly Numbers[]> {
  const executable = await device.load(plan(graph, device.capabilities));
  for (const [index, { data }] of operands.entries()) await executable.write(`input${index}`, data);
  await executable.run();
  const results = await Promise.all([...graph.outputs.keys()].map((name) => executable.read(name)));
  executable.dispose();
  return results;
}
