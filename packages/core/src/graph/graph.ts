// A graph is a list of nodes in execution order over values with static shapes. It is plain data.
import { GraphError } from "../errors.ts";

/** Numbers, integers, and bytes (0 to 255), which only inputs hold. */
export type DataType = "f32" | "i32" | "u8";
export type Shape = readonly number[];
export type ValueType = { readonly shape: Shape; readonly dtype: DataType };

/**
 * A value of a graph. `region` is the gate under which it is computed (an index into the gate vector):
 * where that gate is 0 the value does not exist, and only a `sum` that names the gate may read it.
 */
export type Value = ValueType & { readonly id: number; readonly region: number | undefined };

/** One operation. It is skipped where its region's gate is 0. */
export type Node = {
  readonly op: string;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly attributes: object;
  readonly region: number | undefined;
};

/** How a state's bytes relate to a file's: "HWIO" states are OIHW (torch) at every file boundary. */
export type Layout = "plain" | "HWIO";

/** Something that lives across runs: each run reads `initial` and leaves `updated` in its place (unless that was skipped). */
export type State = { readonly initial: Value; updated: Value; readonly layout: Layout };

/** What a host builds, and a plan turns into a program. Names of inputs, states and outputs are one name space. */
export type Graph = {
  readonly values: Value[];
  readonly nodes: Node[];
  /** Written by the host before a run. */
  readonly inputs: Map<string, Value>;
  /** Parameters, running statistics, momentum, metrics. */
  readonly states: Map<string, State>;
  /** Read by the host after a run. */
  readonly outputs: Map<string, Value>;
  /** Names of the gates, in order; gate k owns elements 2k (forward) and 2k + 1 (backward) of the gate vector. */
  readonly gates: string[];
  /** The region that new nodes go to. */
  region: number | undefined;
  /** How many nodes there were when the graph was first differentiated: the forward pass. Undefined without a backward one. */
  forward: number | undefined;
};

/** What an op means to the graph: its shape rule, its gradient rule, and whether it may overwrite its inputs. */
export interface Operation<Attributes extends object = object> {
  readonly name: string;
  /** Types of the outputs; throws a GraphError where the inputs do not fit. */
  outputs(inputs: readonly ValueType[], attributes: Attributes): readonly ValueType[];
  /**
   * The gradient rule: for each input a function that emits its gradient, called only where it is needed
   * (undefined or left out: not differentiable). An op without a rule ends the way back.
   */
  gradient?(context: GradientContext<Attributes>): readonly ((() => Value | Term) | undefined)[];
  /** Element i of an output depends on element i of the inputs of its size alone: it may take such an input's memory. */
  readonly elementwise?: true;
  /** What it computes belongs to parameters, not to images: it is kept with all digits. */
  readonly ofParameters?: true;
  /**
   * What gives output 0 again, with the same bits and attributes, from what the op left behind (its other outputs are kept), where
   * that is less work than the op itself.
   */
  repeat?(inputs: readonly Value[], outputs: readonly Value[]): Pick<Node, "op" | "inputs">;
}

/** What a gradient rule sees: the node, and the loss's gradients with respect to its outputs. */
export type GradientContext<Attributes> = {
  readonly graph: Graph;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly attributes: Attributes;
  /** Of output 0. The other outputs (statistics, counts) are not differentiated. */
  readonly gradient: Value;
};

/** A weighed value, a term of a `sum`: factor · (weigh ? gate : 1) · value, left out (never read) where the gate is 0. */
export type Term = { readonly value: Value; readonly factor: number; readonly gate?: number; readonly weigh?: boolean };

/** An empty graph. */
export const createGraph = (): Graph => ({
  values: [],
  nodes: [],
  inputs: new Map(),
  states: new Map(),
  outputs: new Map(),
  gates: [],
  region: undefined,
  forward: undefined,
});

const createValue = (graph: Graph, type: ValueType, region: number | undefined): Value => {
  if (!type.shape.every((size) => Number.isInteger(size) && size > 0)) {
    throw new GraphError(`A value of shape [${type.shape}] cannot exist: every dimension must be a positive integer.`);
  }
  const value = { ...type, id: graph.values.length, region };
  graph.values.push(value);
  return value;
};

const claim = (graph: Graph, name: string): void => {
  if (graph.inputs.has(name) || graph.states.has(name) || graph.outputs.has(name)) {
    throw new GraphError(`The name "${name}" is taken: inputs, states and outputs of a graph share one name space.`);
  }
};

/** Declares a value that the host writes before each run. */
export function input(graph: Graph, name: string, shape: Shape, dtype: DataType = "f32"): Value {
  claim(graph, name);
  const value = createValue(graph, { shape, dtype }, undefined);
  graph.inputs.set(name, value);
  return value;
}

/** Declares a value that lives across runs; it stays as it is until `update` gives it a new one. */
export function state(graph: Graph, name: string, shape: Shape, layout: Layout = "plain"): Value {
  claim(graph, name);
  const value = createValue(graph, { shape, dtype: "f32" }, undefined);
  graph.states.set(name, { initial: value, updated: value, layout });
  return value;
}

/** Makes `value` the state's content after the run. In a region whose gate is 0 the state keeps what it had. */
export function update(graph: Graph, name: string, value: Value): void {
  const target = graph.states.get(name);
  if (!target) throw new GraphError(`There is no state "${name}" to update.`);
  if (target.initial.shape.join() !== value.shape.join()) {
    throw new GraphError(`State "${name}" is [${target.initial.shape}]; its update is [${value.shape}].`);
  }
  target.updated = value;
}

/** Names a value that the host reads after a run. Values inside a region cannot be outputs: they may not exist. */
export function output(graph: Graph, name: string, value: Value): void {
  claim(graph, name);
  if (value.region !== undefined)
    throw new GraphError(`Output "${name}" lies inside a gated region: it may not exist.`);
  graph.outputs.set(name, value);
}

/** Declares a gate and returns the index of its forward element; the backward one is next to it. */
export function declareGate(graph: Graph, name: string): number {
  if (graph.gates.includes(name)) throw new GraphError(`Gate "${name}" exists already.`);
  return 2 * (graph.gates.push(name) - 1);
}

/** The gate under which the gradients of what lies in `region` are computed. */
export const backwardRegion = (region: number | undefined): number | undefined =>
  region === undefined ? undefined : region | 1;

/** Runs `build` with new nodes going to `region`. */
export function inRegion<T>(graph: Graph, region: number | undefined, build: () => T): T {
  const outer = graph.region;
  graph.region = region;
  try {
    return build();
  } finally {
    graph.region = outer;
  }
}

/** Appends a node and returns its outputs. `readable` lists regions beside its own from which the op may read (a sum's gates). */
export function emit<Attributes extends object>(
  graph: Graph,
  operation: Operation<Attributes>,
  inputs: readonly Value[],
  attributes: Attributes,
  readable: readonly (number | undefined)[] = [],
): readonly Value[] {
  const { region } = graph;
  // What runs under a backward gate may read what its forward gate computed: the backward element is f·b, so f is not 0 either.
  const forward = region === undefined ? undefined : region & ~1;
  for (const [index, value] of inputs.entries()) {
    if (![undefined, region, forward, readable[index]].includes(value.region)) {
      throw new GraphError(
        `${operation.name} reads a value of gate ${value.region}'s region from outside it; only a sum under that gate may.`,
      );
    }
  }
  const outputs = operation.outputs(inputs, attributes).map((type) => createValue(graph, type, region));
  graph.nodes.push({ op: operation.name, inputs, outputs, attributes, region });
  return outputs;
}

/** Appends the node once more, on values of the same types as its inputs, and returns its new outputs. */
export function emitAgain(graph: Graph, node: Node): readonly Value[] {
  const outputs = node.outputs.map(({ shape, dtype, region }) => createValue(graph, { shape, dtype }, region));
  graph.nodes.push({ ...node, outputs });
  return outputs;
}

/** Number of elements of a shape. */
export const size = (shape: Shape): number => shape.reduce((product, length) => product * length, 1);
