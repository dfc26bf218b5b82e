// Graph → Program: when each value is born and dies, and where it lives.
import { GraphError } from "../errors.ts";
import { type Graph, type Node, type Operation, size, type Value } from "../graph/graph.ts";
import { type OperationName, operations } from "../ops/operations.ts";
import { createArena } from "./arena.ts";
import { fuse } from "./fuse.ts";
import { type Narrow, narrowValues } from "./narrow.ts";
import type { Capabilities, Launch, Placement, Program } from "./program.ts";
import { takeUpdates } from "./updates.ts";
import { planWithin } from "./within.ts";

/** Bounds of a plan. */
export type PlanOptions = {
  /** The most bytes that the program may take, where that is less than the device has. */
  readonly memoryBytes?: number;
};

/**
 * Plans `graph` for a device. Where it would not fit, the backward pass computes values again instead of keeping them: as few as
 * possible, with the same bits. Throws a MemoryError, before anything is allocated, where even that does not fit.
 */
export function plan(graph: Graph, capabilities: Capabilities, options: PlanOptions = {}): Program {
  const { memoryBytes = Infinity } = options;
  const limit =
    memoryBytes < capabilities.memoryBytes
      ? { bytes: memoryBytes, reason: "the budget leaves it" }
      : { bytes: capabilities.memoryBytes, reason: "the device has" };
  return planWithin(graph, (candidate) => arrange(candidate, capabilities), limit);
}

/**
 * Gives every value a place. A value lives from its node to its last reader; inputs, states and outputs live throughout.
 * A state's update takes the state's own place, so that skipping it leaves the state as it was.
 */
function arrange(graph: Graph, capabilities: Capabilities): Program {
  const groups = launchesOf(graph, capabilities);
  const lastUse = lastUses(graph, groups);
  const arena = createArena(capabilities.alignment, capabilities.slabBytes);
  const placements: Placement[] = [];
  const owners = new Map<Placement, number>(); // how many living values share a place
  const elementBytes = { f32: capabilities.floatBytes, i32: 4, u8: 1 };
  const { activationBytes } = capabilities;
  const narrow: Narrow = activationBytes ? narrowValues(graph) : new Map();
  const bytesOf = ({ id, shape, dtype }: Value) =>
    size(shape) * (activationBytes && narrow.has(id) ? activationBytes : elementBytes[dtype]);
  const allocate = (value: Value): Placement => {
    const bytes = bytesOf(value);
    const [batch = 1] = value.shape;
    const fitting = Math.floor((batch * capabilities.slabBytes) / bytes);
    const isBatch = value.shape.length === 4 && fitting > 0;
    return arena.allocate(
      bytes,
      isBatch ? `for this value alone a batch of at most ${fitting} images would fit` : undefined,
    );
  };
  const place = (value: Value, placement: Placement) => {
    placements[value.id] = placement;
    owners.set(placement, (owners.get(placement) ?? 0) + 1);
  };

  const resident = [...graph.inputs.values(), ...[...graph.states.values()].map(({ initial }) => initial)];
  for (const value of resident) place(value, allocate(value));
  const updates = stateUpdates(graph);

  const launches = groups.map((node, index): Launch => {
    const dies = ({ id }: Value) => lastUse[id] === index;
    const replaceable = overwritable(node.nodes).filter((input) => node.inputs.includes(input) && dies(input));
    const replace = (value: Value): Value | undefined => {
      const stored = (input: Value) =>
        bytesOf(input) === bytesOf(value) && narrow.get(input.id) === narrow.get(value.id);
      const index = replaceable.findIndex(stored);
      return index < 0 ? undefined : replaceable.splice(index, 1)[0];
    };
    for (const value of node.outputs) {
      const reusable = updates.get(value.id) ?? replace(value);
      place(value, reusable ? placements[reusable.id]! : allocate(value));
    }
    const dead = [...new Set([...node.inputs, ...node.outputs])].filter(({ id }) => (lastUse[id] ?? -1) <= index);
    for (const { id } of dead) {
      const placement = placements[id]!;
      const left = owners.get(placement)! - 1;
      owners.set(placement, left);
      if (left === 0) arena.release(placement);
    }
    return { ...node, releases: dead.map(({ id }) => id) };
  });

  const placed = { graph, launches, placements, narrow, slabs: [...arena.slabs] };
  const total = (values: Iterable<Value>) => [...values].reduce((sum, value) => sum + bytesOf(value), 0);
  return {
    ...placed,
    memory: {
      peak: capabilities.programBytes?.(placed) ?? arena.slabs.reduce((sum, bytes) => sum + bytes, 0),
      states: total([...graph.states.values()].map(({ initial }) => initial)),
      inputs: total(graph.inputs.values()),
      repeated: 0,
    },
  };
}

/** The launches of a graph, in order. */
function launchesOf(graph: Graph, { fusions = [], joins = [] }: Capabilities): readonly Omit<Launch, "releases">[] {
  const { before, alike } = takeUpdates(graph, joins);
  const updates = new Set(alike.flat());
  // All nodes are there for `fuse` to see who reads what; what only updates a state joins no other node.
  const chains = fuse({ ...graph, nodes: [...before, ...updates] }, fusions).filter(([first]) => !updates.has(first!));
  return [
    ...chains.map((nodes) => joinNodes(nodes, new Set(nodes.slice(0, -1).map(({ outputs }) => outputs[0]!)))),
    ...alike.map((nodes) => ({ ...joinNodes(nodes, new Set()), independent: true })),
  ];
}

/** Several nodes as one, the values `between` them passed on; see `Launch`. */
function joinNodes(nodes: readonly Node[], between: ReadonlySet<Value>): Omit<Launch, "releases"> {
  const stored = (value: Value) => !between.has(value);
  return {
    ...nodes[0]!,
    nodes,
    independent: false,
    inputs: nodes.flatMap(({ inputs }) => inputs).filter(stored),
    outputs: nodes.flatMap(({ outputs }) => outputs).filter(stored),
  };
}

/** The inputs whose memory a launch may overwrite: only elementwise nodes, and no node before the last of another kind, read them. */
function overwritable(nodes: readonly Node[]): Value[] {
  const last = nodes.findLastIndex(({ op }) => !operationOf(op).elementwise);
  const whole = new Set(nodes.slice(0, last + 1).flatMap(({ inputs }) => inputs));
  return [...new Set(nodes.slice(last + 1).flatMap(({ inputs }) => inputs))].filter((input) => !whole.has(input));
}

const operationOf = (name: string): Operation => operations[name as OperationName];

/** For each value the index of the last launch that reads it; Infinity for what the host or the next run reads. */
function lastUses(graph: Graph, launches: readonly Pick<Launch, "inputs">[]): number[] {
  const last: number[] = [];
  for (const [index, node] of launches.entries()) for (const { id } of node.inputs) last[id] = index;
  for (const { id } of [...graph.inputs.values(), ...graph.outputs.values()]) last[id] = Infinity;
  for (const { initial, updated } of graph.states.values()) last[initial.id] = last[updated.id] = Infinity;
  return last;
}

/** From the id of an updated state to the value whose place it takes; checks that nobody reads the old one afterwards. */
function stateUpdates(graph: Graph): Map<number, Value> {
  const updates = new Map<number, Value>();
  const writtenBy = new Map<number, { launch: number; name: string }>();
  const producer = new Map<number, number>();
  for (const [index, node] of graph.nodes.entries()) for (const { id } of node.outputs) producer.set(id, index);
  for (const [name, { initial, updated }] of graph.states) {
    if (initial === updated) continue;
    const launch = producer.get(updated.id);
    if (launch === undefined || updates.has(updated.id)) {
      throw new GraphError(`State "${name}" must be updated by a node's own output, used for no other state.`);
    }
    const { op, inputs } = graph.nodes[launch]!;
    if (inputs.includes(initial) && !operationOf(op).elementwise) {
      throw new GraphError(
        `State "${name}" cannot be updated by ${op} in place: only elementwise ops read what they overwrite.`,
      );
    }
    updates.set(updated.id, initial);
    writtenBy.set(initial.id, { launch, name });
  }
  for (const [index, node] of graph.nodes.entries()) {
    for (const { id } of node.inputs) {
      const write = writtenBy.get(id);
      if (write && index > write.launch) throw new GraphError(`State "${write.name}" is read after it was updated.`);
    }
  }
  return updates;
}
