// Work on one element at a time, and the ops that finish the results of other kernels in the same way.
import { size, type ValueType } from "../../../graph/graph.ts";
import type { OperationName } from "../../../ops/operations.ts";
import { channels } from "../../../ops/shapes.ts";
import type { Finish } from "../../call.ts";
import type { Expression } from "../expression.ts";
import type { Arrays, ArrayText, Buffer, Buffers, Kernel } from "../kernel.ts";
import { kernel } from "../kernel.ts";
import { type ExpressionName, expressions } from "./expressions.ts";
import { as, type Call, channelWidth, elementOf, type Operand, type Width } from "./lowering.ts";

/** Where a kernel is: texts of the index of its unit in the result, and of its unit of channels. */
export type At = { readonly unit: string; readonly channel: string };

/** How the result's element meets an operand of the same size, of one number, or of one for each channel. */
type Meeting = { readonly buffer: Buffer; readonly load: (x: ArrayText, at: At) => string };

function meet(operand: Operand, result: ValueType, width: Width): Meeting {
  const count = size(operand.shape);
  if (count === size(result.shape)) return { buffer: as(elementOf(width), operand), load: (x, at) => x.at(at.unit) };
  if (count === 1) return { buffer: as("f32", operand), load: (x) => `T(${x.at(0)})` };
  return { buffer: as(elementOf(width), operand), load: (x, at) => x.at(`${at.channel}`) };
}

/** The width for elementwise work: any four floats, unless channels matter and four are not of one pixel. */
export const pointwiseWidth = (result: ValueType, operands: readonly ValueType[]): Width => {
  const perChannel = ({ shape }: ValueType) => size(shape) !== 1 && size(shape) !== size(result.shape);
  return operands.some(perChannel) ? channelWidth(result) : 4;
};

/** Statements that load `operands` and set `value` to what `expression` makes of it and them. */
export type Stage = {
  readonly buffers: Buffers<string>;
  readonly text: (arrays: Arrays<string>, at: At) => string;
};

/** `first`: the operand is the value's first version; else `value` is passed to the expression as its first input. */
function stage(
  label: string,
  expression: Expression<object>,
  operands: readonly Operand[],
  attributes: object,
  result: ValueType,
  width: Width,
  carried: readonly string[],
): Stage {
  const met = operands.map((operand, index) => ({ name: `${label}${index}`, ...meet(operand, result, width) }));
  const loaded = met.map(({ name }) => `${name}_`);
  return {
    buffers: Object.fromEntries(met.map(({ name, buffer }) => [name, buffer])),
    text: (arrays, at) =>
      [
        ...met.map(({ name, load }) => `let ${name}_ = ${load(arrays[name]!, at)};`),
        `value = ${expression([...carried, ...loaded], attributes)};`,
      ].join("\n"),
  };
}

/** What the ops that finish a launch do to `value`, one after the other. */
export function ending(finish: readonly Finish<Operand>[], result: ValueType, width: Width): Stage {
  const stages = finish.map(({ op, inputs, attributes }, index) =>
    stage(`finish${index}_`, expressionOf(op), inputs, attributes, result, width, ["value"]),
  );
  return {
    buffers: Object.assign({}, ...stages.map(({ buffers }) => buffers)),
    text: (arrays, at) => stages.map(({ text }) => text(arrays, at)).join("\n"),
  };
}

/** The width that an op and those that finish it can have together. */
export const callWidth = ({ inputs, outputs, finish }: Call<object>): Width =>
  pointwiseWidth(outputs[0]!, [...inputs, ...finish.flatMap((next) => next.inputs)]);

/** The table's row; which op it is for is known where the launch is put together (see `fusions`). */
const expressionOf = (op: OperationName): Expression<object> => expressions[op as ExpressionName] as Expression<object>;

/** A launch whose first op is an expression of its inputs' elements. */
export function expressionKernel(op: ExpressionName, call: Call<object>): Kernel {
  const width = callWidth(call);
  const [result] = call.outputs as [Operand];
  const { buffers, text } = stage("x", expressionOf(op), call.inputs, call.attributes, result, width, []);
  return pointwise({ name: op, result, width, buffers, value: text, finish: call.finish });
}

const lanes = 256;

/** A kernel over all elements of `result`: `value` sets the variable of that name (0 at first), and the launch's last ops finish it. */
export function pointwise<Name extends string>({
  name,
  result,
  width,
  buffers,
  module,
  value,
  finish = [],
}: {
  readonly name: string;
  readonly result: Operand;
  readonly width: Width;
  readonly buffers: Buffers<Name>;
  readonly module?: (arrays: Arrays<Name>) => string;
  readonly value: (arrays: Arrays<Name>, at: At) => string;
  readonly finish?: readonly Finish<Operand>[];
}): Kernel {
  const units = Math.ceil(size(result.shape) / width);
  const end = ending(finish, result, width);
  const at = { unit: "i", channel: `(i % ${Math.ceil(channels(result.shape) / width)}u)` };
  return kernel<string>({
    name,
    buffers: { ...buffers, ...end.buffers, result: as(elementOf(width), result) },
    lanes,
    groups: Math.ceil(units / lanes),
    module: (arrays) => `alias T = ${elementOf(width)};\n${module?.(arrays as Arrays<Name>) ?? ""}`,
    body: (arrays) => `
let i = group * ${lanes}u + lane;
if (i >= ${units}u) { return; }
var value = T();
${value(arrays as Arrays<Name>, at)}
${end.text(arrays, at)}
${arrays.result!.set("i", "value")};`,
  });
}
