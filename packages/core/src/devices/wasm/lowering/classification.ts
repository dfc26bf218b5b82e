// The head of a network: matrix products and the loss.
import type { AttributesOf } from "../../../ops/operations.ts";
import * as kernels from "../kernel-ids.ts";
import { createLayout, float, type Lowering, type Operand, roundUp } from "./lowering.ts";

const blockRows = 24; // as matmul's kernel

export const matmul: Lowering<AttributesOf<"matmul">> = ({ inputs, outputs, attributes }, prepare) => {
  const [a, b] = inputs as [Operand, Operand];
  const [y] = outputs as [Operand];
  const [rows, columns] = y.shape as [number, number];
  const { transposeA, transposeB } = attributes;
  const depth = a.shape[transposeA ? 0 : 1]!;
  const [evenDepth, evenColumns] = [roundUp(depth, 4), roundUp(columns, 8)];
  const [rowStep, termStep] = transposeA ? [4, 4 * rows] : [4 * depth, 4];
  const [inputStep, outputStep] = transposeB ? [4, 4 * depth] : [4 * columns, 4];
  const layout = createLayout();
  layout.take(4 * blockRows * evenDepth);
  const product = layout.take(4 * blockRows * evenColumns);
  const factors = prepare(4 * evenDepth * evenColumns, [b]);
  return {
    // A matrix is a filter of one tap.
    preparation: [
      [kernels.packFilters, b.address, 1, 1, depth, evenDepth, columns, 0, 0, inputStep, outputStep, factors, 0],
    ],
    rows: [
      [
        kernels.multiplyMatrices,
        ...[a.address, y.address, rows, depth, columns, evenDepth, evenColumns, rowStep, termStep, product, factors],
      ],
    ],
    scratch: layout.bytes(),
  };
};

export const crossEntropy: Lowering<AttributesOf<"crossEntropy">> = ({ inputs, outputs, attributes }) => {
  const [logits, labels, valid] = inputs as [Operand, Operand, Operand];
  const [loss, correct] = outputs as [Operand, Operand];
  const [rows, classes] = logits.shape as [number, number];
  const addresses = [logits.address, labels.address, valid.address];
  return {
    rows: [
      [kernels.crossEntropyRows, ...addresses, rows, classes, float(attributes.smoothing)],
      [kernels.crossEntropy, loss.address, correct.address, valid.address, rows],
    ],
    workspace: 8 * rows,
  };
};

export const crossEntropyGradient: Lowering<AttributesOf<"crossEntropyGradient">> = ({
  inputs,
  outputs,
  attributes,
}) => {
  const [rows, classes] = inputs[1]!.shape as [number, number];
  const addresses = [...inputs, ...outputs].map(({ address }) => address);
  return { rows: [[kernels.crossEntropyGradient, ...addresses, rows, classes, float(attributes.smoothing)]] };
};
