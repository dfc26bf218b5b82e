// Ops on one element at a time.
import { size } from "../../../graph/graph.ts";
import { dropout as dropoutText, threefry } from "../../../ops/dropout/wgsl.ts";
import type { AttributesOf } from "../../../ops/operations.ts";
import { sgd as sgdText } from "../../../ops/sgd/wgsl.ts";
import { addTerm } from "../../../ops/sum/wgsl.ts";
import { type Buffers, float } from "../kernel.ts";
import type { ExpressionName } from "./expressions.ts";
import { as, createWorkspace, elementOf, gateVector, type Lowering, type Operand } from "./lowering.ts";
import { callWidth, expressionKernel, pointwise } from "./pointwise.ts";

const expression =
  (op: ExpressionName): Lowering<object> =>
  (call) => [expressionKernel(op, call)];

export const addBias: Lowering<object> = expression("addBias");
export const multiply: Lowering<object> = expression("multiply");
export const normalize: Lowering<object> = expression("normalize");
export const relu: Lowering<object> = expression("relu");
export const sigmoid: Lowering<object> = expression("sigmoid");
export const sigmoidGradient: Lowering<object> = expression("sigmoidGradient");

/** What a kernel of a sum binds beside its terms: the result, the gates, the terms before, and an operand of the op that finishes. */
const others = 4;

/** As many kernels as the terms need buffers; all but the last leave their sum in the workspace. */
export const sum: Lowering<AttributesOf<"sum">> = (call, target) => {
  const { inputs, outputs, attributes, finish } = call;
  const [result] = outputs as [Operand];
  const width = callWidth(call);
  const terms = attributes.terms.map((term, index) => ({ term, name: `x${index}`, operand: inputs[index]! }));
  const most = target.buffers - others;
  const parts = Array.from({ length: Math.ceil(terms.length / most) }, (_, part) =>
    terms.slice(part * most, (part + 1) * most),
  );
  const total: Operand = { ...result, place: createWorkspace()("f32", size(result.shape)).place, scale: undefined };
  return parts.map((part, index) => {
    const last = index === parts.length - 1;
    const buffers: Buffers<string> = {
      ...(index > 0 ? { before: as(elementOf(width), total) } : {}),
      ...(part.some(({ term }) => term.gate !== undefined) ? { gates: gateVector } : {}),
      ...Object.fromEntries(part.map(({ name, operand }) => [name, as(elementOf(width), operand)])),
    };
    return pointwise<string>({
      name: "sum",
      result: last ? result : total,
      width,
      buffers,
      value: (arrays) =>
        [
          ...(index > 0 ? [`value = ${arrays.before!.at("i")};`] : []),
          ...part.map(({ term, name }) => addTerm(term, arrays[name]!.at("i"), arrays.gates)),
        ].join("\n"),
      finish: last ? finish : [],
    });
  });
};

export const dropout: Lowering<AttributesOf<"dropout">> = ({ inputs, outputs, attributes }) => {
  const [x, key] = inputs as [Operand, Operand];
  return [
    pointwise({
      name: "dropout",
      result: outputs[0]!,
      width: 4,
      buffers: { x: as("vec4f", x), key: as("u32", key) },
      module: () => threefry,
      value: (arrays) => dropoutText(arrays, attributes),
    }),
  ];
};

export const sgd: Lowering<AttributesOf<"sgd">> = ({ inputs, outputs, attributes }) => {
  const [w, v, g, rate] = inputs as [Operand, Operand, Operand, Operand];
  const [wNext, vNext] = outputs as [Operand, Operand];
  const vector = (operand: Operand) => as("vec4f", operand);
  return [
    pointwise({
      name: "sgd",
      result: wNext,
      width: 4,
      buffers: { w: vector(w), v: vector(v), g: vector(g), rate: as("f32", rate), vNext: vector(vNext) },
      value: (arrays) => sgdText(arrays, attributes),
    }),
  ];
};

export const fill: Lowering<AttributesOf<"fill">> = ({ outputs, attributes: { value } }) => [
  pointwise({ name: "fill", result: outputs[0]!, width: 4, buffers: {}, value: () => `value = T(${float(value)});` }),
];
