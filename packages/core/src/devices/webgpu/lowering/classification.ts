// The head of a network: matrix products and the loss.
import {
  crossEntropyTotals,
  crossEntropyGradient as gradientText,
  crossEntropy as lossText,
} from "../../../ops/cross-entropy/wgsl.ts";
import { matmul as matmulText } from "../../../ops/matmul/wgsl.ts";
import type { AttributesOf } from "../../../ops/operations.ts";
import { kernel } from "../kernel.ts";
import { as, createWorkspace, type Lowering, type Operand } from "./lowering.ts";
import { pointwise } from "./pointwise.ts";
import { rowSums } from "./row-sums.ts";

export const matmul: Lowering<AttributesOf<"matmul">> = ({ inputs, outputs, attributes, finish }) => {
  const [a, b] = inputs as [Operand, Operand];
  const [y] = outputs as [Operand];
  const [rows, columns] = y.shape as [number, number];
  const depth = a.shape[attributes.transposeA ? 0 : 1]!;
  return [
    pointwise({
      name: "matmul",
      result: y,
      width: 1,
      buffers: { a: as("f32", a), b: as("f32", b) },
      value: (arrays) => matmulText(arrays, { rows, columns, depth, ...attributes }),
      finish,
    }),
  ];
};

export const crossEntropy: Lowering<AttributesOf<"crossEntropy">> = (call, target) => {
  const { inputs, outputs, attributes } = call;
  const [logits, labels, valid] = inputs as [Operand, Operand, Operand];
  const [loss, correct] = outputs as [Operand, Operand];
  const [rows, classes] = logits.shape as [number, number];
  return rowSums({
    name: "crossEntropy",
    rows,
    columns: 1,
    width: 1,
    sums: 2,
    buffers: {
      logits: as("f32", logits),
      labels: as("i32", labels),
      valid: as("i32", valid),
      loss: as("f32", loss),
      correct: as("f32", correct),
    },
    load: (arrays) => lossText(arrays, { classes, ...attributes }),
    store: (arrays) => crossEntropyTotals(arrays),
    workspace: createWorkspace(),
    target,
  });
};

const lanes = 64;

export const crossEntropyGradient: Lowering<AttributesOf<"crossEntropyGradient">> = (call) => {
  const { inputs, outputs, attributes } = call;
  const [dloss, logits, labels, valid] = inputs as [Operand, Operand, Operand, Operand];
  const [rows, classes] = logits.shape as [number, number];
  return [
    kernel({
      name: "crossEntropyGradient",
      buffers: {
        dloss: as("f32", dloss),
        logits: as("f32", logits),
        labels: as("i32", labels),
        valid: as("i32", valid),
        dlogits: as("f32", outputs[0]!),
      },
      lanes,
      groups: Math.ceil(rows / lanes),
      body: (arrays) => `
let i = group * ${lanes}u + lane;
if (i >= ${rows}u) { return; }
${gradientText(arrays, { classes, ...attributes })}`,
    }),
  ];
};
