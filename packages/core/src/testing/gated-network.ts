// A small residual network with gates on every path, and the same network rebuilt without the paths that gates leave
// out: what gates mean, as a test of a device.
import type { Executable } from "../devices/device.ts";
import { type Gates, gateVector } from "../devices/gates.ts";
import { differentiate } from "../graph/differentiate.ts";
import {
  createGraph,
  declareGate,
  emit,
  type Graph,
  input,
  inRegion,
  type Operation,
  output,
  type Shape,
  state,
  type Term,
  update,
  type Value,
} from "../graph/graph.ts";
import { type OperationName, operations } from "../ops/operations.ts";
import { sum } from "../ops/sum/sum.ts";
import { integers, normal, positive } from "./case.ts";

/** "off": left out; "detached": computed, but no gradient comes back through it. */
export type PathMode = "on" | "off" | "detached";

/** The paths, all of which have a gate: of two blocks the shortcut and two branches. */
export const gatedPaths: readonly string[] = [1, 2].flatMap((block) =>
  ["shortcut", "branch1", "branch2"].map((path) => `block${block}.${path}`),
);

/** A mode for each of the paths. */
export type PathModes = Readonly<Record<string, PathMode>>;

/** How a path's value joins its block's sum; `build` emits the path's nodes. */
type Join = (graph: Graph, path: string, build: () => Value) => readonly Term[];

const [batch, size, channels, classes] = [2, 4, 3, 5];

/** One training step of the network, its paths under gates named as they are. */
export const gatedNetwork = (): Graph =>
  network((graph, path, build) => {
    const gate = declareGate(graph, path);
    return [{ value: inRegion(graph, gate, build), factor: 1, gate }];
  });

/** One training step of the network without the paths that are off. It has the same states. */
export const rebuiltNetwork = (modes: PathModes): Graph =>
  network((graph, path, build) => {
    if (modes[path] === "off") return [];
    const value = build();
    return [{ value: modes[path] === "detached" ? detached(graph, value) : value, factor: 1 }];
  });

/** The gate vector of a gated network for `modes`. */
export function gatesFor(graph: Graph, modes: PathModes): Float32Array {
  const closed = (mode: PathMode): Gates =>
    Object.fromEntries(gatedPaths.filter((path) => modes[path] === mode).map((path) => [path, 0]));
  return gateVector(graph, closed("off"), closed("detached"));
}

/** Writes the network's inputs, and the same initial states each time. */
export async function writeNetwork(executable: Executable): Promise<void> {
  const { states } = executable.program.graph;
  for (const [index, [name, { initial }]] of [...states].entries()) {
    const make = name.endsWith("variance") || name.endsWith("gamma") ? positive : normal;
    await executable.write(name, make(initial.shape, index).data);
  }
  await executable.write("x", normal([batch, size, size, 3], 100).data);
  await executable.write("labels", integers(0, 3).data);
  await executable.write("valid", Int32Array.of(batch));
  await executable.write("rate", Float32Array.of(0.1));
}

/** The value as a constant: an op without a gradient rule ends the way back. */
function detached(graph: Graph, value: Value): Value {
  const [ones] = emit(graph, operations.fill, [], { shape: value.shape, value: 1 });
  return emit(graph, operations.reluGradient, [value, ones!], {})[0]!;
}

function network(join: Join): Graph {
  const graph = createGraph();
  const parameters: [string, Value][] = [];
  const parameter = (name: string, ...shape: number[]): Value => {
    const value = state(graph, name, shape);
    parameters.push([name, value]);
    return value;
  };
  const labels = input(graph, "labels", [batch], "i32");
  const valid = input(graph, "valid", [1], "i32");
  const rate = input(graph, "rate", [1]);

  let h = convolve(graph, input(graph, "x", [batch, size, size, 3]), parameter("stem", 3, 3, 3, channels));
  for (const block of ["block1", "block2"]) {
    const source = h;
    const branches = ["branch1", "branch2"].map((branch) => branchOf(graph, `${block}.${branch}`, source, parameter));
    const terms = [
      ...join(graph, `${block}.shortcut`, () => source),
      ...branches.flatMap(({ path, build }) => join(graph, path, build)),
    ];
    const total = terms.length > 0 ? sum(graph, terms) : zeros(graph, source.shape);
    h = emit(graph, operations.relu, [total], {})[0]!;
  }
  const pooled = emit(graph, operations.globalAveragePool, [h], {})[0]!;
  const [logits] = emit(graph, operations.matmul, [pooled, parameter("head", channels, classes)], {
    transposeA: false,
    transposeB: false,
  });
  const [loss, correct] = emit(graph, operations.crossEntropy, [logits!, labels, valid], { smoothing: 0 });
  for (const [name, value] of Object.entries({ logits: logits!, loss: loss!, correct: correct! }))
    output(graph, name, value);
  // All gradients before the first update: a state cannot be read any more after it.
  const influential = influentialValues(graph, loss!);
  const targets = parameters.map(([, value]) => value).filter(({ id }) => influential.has(id));
  const found = differentiate(graph, loss!, targets);
  const gradients = parameters.map(([, value]) => found[targets.indexOf(value)] ?? zeros(graph, value.shape));
  for (const [index, [name, value]] of parameters.entries()) train(graph, name, value, gradients[index]!, rate);
  return graph;
}

const zeros = (graph: Graph, shape: Shape): Value => emit(graph, operations.fill, [], { shape, value: 0 })[0]!;

const convolve = (graph: Graph, x: Value, w: Value): Value =>
  emit(graph, operations.conv2d, [x, w], { stride: 1, padding: [1, 1, 1, 1] })[0]!;

/** Convolution, batch norm, ReLU, convolution. The states exist whether or not the branch is built. */
function branchOf(graph: Graph, path: string, x: Value, parameter: (name: string, ...shape: number[]) => Value) {
  const filters = ["first", "second"].map((name) => parameter(`${path}.${name}`, 3, 3, channels, channels));
  const [gamma, beta] = ["gamma", "beta"].map((name) => parameter(`${path}.${name}`, channels));
  const running = ["mean", "variance"].map((name) => state(graph, `${path}.running.${name}`, [channels]));
  const build = (): Value => {
    const [y, ...statistics] = emit(graph, operations.batchNorm, [convolve(graph, x, filters[0]!), gamma!, beta!], {
      epsilon: 1e-5,
    });
    for (const [index, name] of ["mean", "variance"].entries()) {
      const terms = [
        { value: running[index]!, factor: 0.9 },
        { value: statistics[index]!, factor: 0.1 },
      ];
      update(graph, `${path}.running.${name}`, sum(graph, terms));
    }
    return convolve(graph, emit(graph, operations.relu, [y!], {})[0]!, filters[1]!);
  };
  return { path, build };
}

/** Names the parameter's gradient as output "d name" and appends its update. */
function train(graph: Graph, name: string, value: Value, gradient: Value, rate: Value): void {
  output(graph, `d ${name}`, gradient);
  const velocity = state(graph, `${name}.velocity`, value.shape);
  const attributes = { momentum: 0.9, weightDecay: 0.01, nesterov: false };
  const [next, nextVelocity] = emit(graph, operations.sgd, [value, velocity, gradient, rate], attributes);
  update(graph, name, next!);
  update(graph, `${name}.velocity`, nextVelocity!);
}

/** Ids of the values through which `loss` can be differentiated. */
function influentialValues(graph: Graph, loss: Value): ReadonlySet<number> {
  const ids = new Set([loss.id]);
  for (const { op, inputs, outputs } of graph.nodes.toReversed()) {
    const { gradient }: Operation = operations[op as OperationName];
    if (gradient && ids.has(outputs[0]!.id)) for (const { id } of inputs) ids.add(id);
  }
  return ids;
}
