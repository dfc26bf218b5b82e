// A launch of the program, as a device that runs fused ops sees it.
import type { Node, Value, ValueType } from "../graph/graph.ts";
import type { AttributesOf, OperationName } from "../ops/operations.ts";

/**
 * A launch with its operands (values, and where a device has them), and the ops of the same launch that finish its result: outputs[0] is
 * what the last of them gives; their own inputs and outputs are without what is passed on.
 */
export type Call<Attributes, Operand extends ValueType> = {
  readonly inputs: readonly Operand[];
  readonly outputs: readonly Operand[];
  readonly attributes: Attributes;
  readonly finish: readonly Finish<Operand>[];
};

/** An op that finishes the result of another. */
export type Finish<Operand extends ValueType> = {
  readonly [Name in OperationName]: {
    readonly op: Name;
    readonly inputs: readonly Operand[];
    readonly outputs: readonly Operand[];
    readonly attributes: AttributesOf<Name>;
  };
}[OperationName];

/** The nodes of a launch as a call, with `locate` to say where a value lies. */
export function callOf<Operand extends ValueType>(
  nodes: readonly Node[],
  locate: (value: Value) => Operand,
): Call<object, Operand> {
  const [first, ...rest] = nodes as [Node, ...Node[]];
  const result = nodes.at(-1)!.outputs[0]!;
  return {
    inputs: first.inputs.map(locate),
    outputs: [result, ...first.outputs.slice(1)].map(locate),
    attributes: first.attributes,
    finish: rest.map(({ op, inputs, outputs, attributes }, index) => ({
      op: op as OperationName,
      inputs: inputs.filter((input) => input !== nodes[index]!.outputs[0]).map(locate),
      outputs: outputs.slice(1).map(locate),
      attributes,
    })) as Finish<Operand>[],
  };
}
