// The conformance suite: every op on a device against the float64 reference. It needs no test runner, so that a page can
// run it on a visitor's device.
import type { Device } from "../devices/device.ts";
import { createReferenceDevice } from "../devices/reference/reference.ts";
import {
  createGraph,
  declareGate,
  emit,
  type Graph,
  input,
  type Operation,
  output,
  type Value,
} from "../graph/graph.ts";
import { type OperationName, operations } from "../ops/operations.ts";
import { plan } from "../plan/plan.ts";
import { type CaseOf, type CaseTable, dataTypeOf, type Operand } from "./case.ts";
import type { ChainCase } from "./cases/chains.ts";
import { classification } from "./cases/classification.ts";
import { convolution } from "./cases/convolution.ts";
import { data } from "./cases/data.ts";
import { elementwise } from "./cases/elementwise.ts";
import { normalisation } from "./cases/normalisation.ts";
import { pools } from "./cases/pools.ts";
import { relativeError } from "./relative-error.ts";

const table: CaseTable = { ...classification, ...convolution, ...data, ...elementwise, ...normalisation, ...pools };

/** A case of any op. */
export type ConformanceCase = Omit<CaseOf<OperationName>, "attributes"> & {
  readonly op: OperationName;
  readonly attributes: object;
};

/** Every case of every op. */
export const conformanceCases: readonly ConformanceCase[] = (Object.keys(table) as OperationName[]).flatMap((op) =>
  table[op].map((row) => ({ op, ...row })),
);

/** What the operands and results of a case pass through; nothing by default. */
export type Passage = (graph: Graph, value: Value) => Value;

const direct: Passage = (_, value) => value;

/**
 * The relative error ‖a − b‖₂/‖b‖₂ of each output of the case's op on `device` against the reference. It is Infinity
 * where the two differ in what is infinite or not a number. Rejects with what the device throws.
 */
export const runCase = (device: Device, row: ConformanceCase, pass: Passage = direct): Promise<readonly number[]> =>
  errors(device, caseGraph(row, pass), row.inputs, row.gates);

/** The relative error of each result of a chain, as in `runCase`: the reference runs it op by op. */
export function runChain(device: Device, { build }: ChainCase, pass: Passage = direct): Promise<readonly number[]> {
  const graph = createGraph();
  const operands: Operand[] = [];
  const results = build(graph, (operand) =>
    pass(graph, input(graph, `input${operands.push(operand) - 1}`, operand.shape)),
  );
  for (const [index, value] of results.entries()) output(graph, `output${index}`, pass(graph, value));
  return errors(device, graph, operands);
}

async function errors(
  device: Device,
  graph: Graph,
  operands: readonly Operand[],
  gates?: readonly number[],
): Promise<readonly number[]> {
  const got = await compute(device, graph, operands, gates);
  const want = await compute(createReferenceDevice(), graph, operands, gates);
  return want.map((expected, index) => relativeError(got[index]!, expected));
}

/** A graph of the case's op alone, with inputs "input0" ... and outputs "output0" ... */
export function caseGraph({ op, inputs, attributes, gates = [] }: ConformanceCase, pass: Passage = direct): Graph {
  const graph = createGraph();
  for (let gate = 0; gate < gates.length / 2; gate++) declareGate(graph, `gate${gate}`);
  const values = inputs.map((operand, index) =>
    pass(graph, input(graph, `input${index}`, operand.shape, dataTypeOf(operand))),
  );
  const operation: Operation = operations[op];
  for (const [index, value] of emit(graph, operation, values, attributes).entries()) {
    output(graph, `output${index}`, pass(graph, value));
  }
  return graph;
}

async function compute(
  device: Device,
  graph: Graph,
  operands: readonly Operand[],
  gates?: readonly number[],
): Promise<readonly ArrayLike<number>[]> {
  const executable = await device.load(plan(graph, device.capabilities));
  try {
    for (const [index, { data }] of operands.entries()) await executable.write(`input${index}`, data);
    if (gates) executable.writeGates(Float32Array.from(gates));
    await executable.run();
    const results: ArrayLike<number>[] = [];
    for (const name of graph.outputs.keys()) results.push(await executable.read(name));
    return results;
  } finally {
    executable.dispose();
  }
}
