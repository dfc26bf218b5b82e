// Model → Graph: the tensor algebra.
import {
  type Algebra,
  type Block,
  interpret,
  type Model,
  type Op,
  type Path,
  paddingOf,
  pathName,
  type Term,
} from "@unravel/blocks";
import {
  declareGate,
  emit,
  type Graph,
  input,
  inRegion,
  operations,
  type Term as SumTerm,
  state,
  sum,
  update,
  type Value,
} from "@unravel/core";

/** How a model becomes a graph. */
export type ForwardOptions = {
  /** Batch statistics, running ones updated, dropout on; or the running statistics, dropout off. */
  readonly mode: "train" | "eval";
  /** Parameter name prefixes ("layer1", "conv1") whose batch norms keep their running statistics even in training. */
  readonly frozen?: readonly string[];
  /** Give each path of each block a forward and a backward gate, named by `pathName`. */
  readonly gated: boolean;
  /** Weight of the batch in the running statistics; default 0.1, torch's. */
  readonly momentum?: number;
  /** Told the value of each block's gate g, as "NAME.gate", and of each block, as NAME. */
  readonly onValue?: (name: string, value: Value) => void;
};

const defaultMomentum = 0.1;
const defaultEpsilon = 1e-5;

/** Is the parameter or op `name` under one of `prefixes`? */
export const under = (prefixes: readonly string[] | undefined, name: string): boolean =>
  prefixes?.some((prefix) => name === prefix || name.startsWith(`${prefix}.`)) ?? false;

/** Emits `model` on `images` [N,H,W,C] into `graph`, its parameters as states, and returns the logits [N,classes]. */
export function lowerForward(graph: Graph, model: Model, images: Value, options: ForwardOptions): Value {
  return interpret(model, tensorAlgebra(graph, model, options), images);
}

function tensorAlgebra(graph: Graph, model: Model, options: ForwardOptions): Algebra<Value> {
  const gates = options.gated ? declareGates(graph, model) : new Map<string, number>();
  const gateOf = (reference: Term<Value>["reference"]) => gates.get(pathName(reference));
  return {
    op: (op, x, name) => (lowerings[op.op] as Lowering)(graph, op, x, name, options),
    inPath: (reference, _path, run) => inRegion(graph, gateOf(reference), run),
    leaveBlock: ({ name }, value) => options.onValue?.(name, value),
    sum(terms, block, _h) {
      const own = terms[0]?.gate;
      if (own) options.onValue?.(`${block.name}.gate`, own);
      const weighed = terms.map((term): SumTerm => {
        const gate = gateOf(term.reference);
        const value = inRegion(graph, gate, () => gain(graph, term));
        const factor = typeof term.path.gain === "number" ? term.path.gain : 1;
        return { value, factor, ...(gate === undefined ? {} : { gate, weigh: true }) };
      });
      const [only] = weighed;
      const untouched = weighed.length === 1 && only!.factor === 1 && only!.gate === undefined;
      return untouched ? only!.value : sum(graph, weighed);
    },
  };
}

/** One gate for each path; a plain block's only path has none, since without it there is no value. */
function declareGates(graph: Graph, model: Model): Map<string, number> {
  const gates = new Map<string, number>();
  for (const name of gatedPaths(model)) gates.set(name, declareGate(graph, name));
  return gates;
}

/** Names of the paths of `model` that have gates, in order. */
export const gatedPaths = (model: Model): string[] =>
  model.stages.flat().flatMap((block) => pathsOf(block).map(({ name }) => name));

/** The gated paths of a block by name. */
export const pathsOf = (block: Block): { name: string; path: Path; index: "shortcut" | number }[] =>
  block.shortcut === null
    ? []
    : [
        { name: pathName({ block: block.name, path: "shortcut" }), path: block.shortcut, index: "shortcut" },
        ...block.branches.map((path, index) => ({ name: pathName({ block: block.name, path: index }), path, index })),
      ];

/** Multiplies by the block's gate g or by 1 − g where the path's gain says so. */
function gain(graph: Graph, { value, path, gate }: Term<Value>): Value {
  if (typeof path.gain === "number") return value;
  if (!gate) throw new Error(`A path with the gain "${path.gain}" needs a block with a gate.`);
  const [product] = emit(graph, operations.multiply, [value, gate], {});
  if (path.gain === "gate") return product!;
  return sum(graph, [
    { value, factor: 1 },
    { value: product!, factor: -1 },
  ]);
}

type Lowering = (graph: Graph, op: Op, x: Value, name: string, options: ForwardOptions) => Value;
type Lowerings = {
  readonly [Kind in Op["op"]]: (
    graph: Graph,
    op: Extract<Op, { op: Kind }>,
    x: Value,
    name: string,
    options: ForwardOptions,
  ) => Value;
};

/** What each op of a model is in a graph. */
const lowerings: Lowerings = {
  conv(graph, op, x, name) {
    const { out, kernel, stride, bias } = op;
    const weight = state(graph, `${name}.weight`, [kernel, kernel, x.shape.at(-1)!, out], "HWIO");
    const [y] = emit(graph, operations.conv2d, [x, weight], { stride, padding: paddingOf(op) });
    return bias ? emit(graph, operations.addBias, [y!, state(graph, `${name}.bias`, [out])], {})[0]! : y!;
  },
  linear(graph, { out }, x, name) {
    const weight = state(graph, `${name}.weight`, [out, x.shape.at(-1)!]);
    const bias = state(graph, `${name}.bias`, [out]);
    const [y] = emit(graph, operations.matmul, [x, weight], { transposeA: false, transposeB: true });
    return emit(graph, operations.addBias, [y!, bias], {})[0]!;
  },
  bn(graph, { epsilon = defaultEpsilon }, x, name, { mode, frozen, momentum = defaultMomentum }) {
    const [gamma, beta, mean, variance] = ["weight", "bias", "running_mean", "running_var"].map((leaf) =>
      state(graph, `${name}.${leaf}`, [x.shape.at(-1)!]),
    ) as [Value, Value, Value, Value];
    if (mode === "eval" || under(frozen, name)) {
      return emit(graph, operations.normalize, [x, gamma, beta, mean, variance], { epsilon })[0]!;
    }
    const [y, batchMean, batchVariance] = emit(graph, operations.batchNorm, [x, gamma, beta], { epsilon });
    const count = x.shape.slice(0, -1).reduce((product, length) => product * length, 1);
    if (count < 2) throw new Error(`${name}: batch statistics of a single value do not exist; use a larger batch.`);
    running(graph, `${name}.running_mean`, mean, batchMean!, momentum, 1);
    running(graph, `${name}.running_var`, variance, batchVariance!, momentum, count / (count - 1));
    return y!;
  },
  relu: (graph, _, x) => emit(graph, operations.relu, [x], {})[0]!,
  sigmoid: (graph, _, x) => emit(graph, operations.sigmoid, [x], {})[0]!,
  dropout(graph, { rate }, x, _name, { mode }) {
    if (mode === "eval") return x;
    const key = graph.inputs.get("random") ?? input(graph, "random", [2], "i32");
    const stream = graph.nodes.filter(({ op }) => op === "dropout").length;
    return emit(graph, operations.dropout, [x, key], { rate, stream })[0]!;
  },
  globalAveragePool: (graph, _, x) => emit(graph, operations.globalAveragePool, [x], {})[0]!,
  maxPool: (graph, { kernel, stride, padding }, x) =>
    emit(graph, operations.maxPool, [x], { kernel, stride, padding: [padding, padding, padding, padding] })[0]!,
  averagePool: (graph, { kernel, stride }, x) => emit(graph, operations.averagePool, [x], { kernel, stride })[0]!,
  padChannels: (graph, { stride, before, after }, x) =>
    emit(graph, operations.padChannels, [x], { stride, before, after })[0]!,
};

/** running ← (1 − momentum)·running + momentum·correction·batch. */
function running(graph: Graph, name: string, old: Value, batch: Value, momentum: number, correction: number): void {
  const mixed = sum(graph, [
    { value: old, factor: 1 - momentum },
    { value: batch, factor: momentum * correction },
  ]);
  update(graph, name, mixed);
}
