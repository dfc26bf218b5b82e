import type { Kernel } from "../../devices/reference/kernel.ts";
import { eachWindow } from "../../devices/reference/window.ts";
import type { AveragePoolAttributes } from "./average-pool.ts";

const unpadded = (attributes: AveragePoolAttributes) => ({ ...attributes, padding: [0, 0, 0, 0] as const });

export const averagePool: Kernel<AveragePoolAttributes> = ({
  inputs,
  outputs,
  inputTypes,
  outputTypes,
  attributes,
}) => {
  eachWindow(inputTypes[0]!.shape, outputTypes[0]!.shape, unpadded(attributes), (out, indices) => {
    outputs[0]![out] = indices.reduce((total, i) => total + inputs[0]![i]!, 0) / indices.length;
  });
};

export const averagePoolGradient: Kernel<AveragePoolAttributes> = (call) => {
  const { inputs, outputs, inputTypes, outputTypes, attributes } = call;
  const dx = outputs[0]!.fill(0);
  eachWindow(outputTypes[0]!.shape, inputTypes[0]!.shape, unpadded(attributes), (out, indices) => {
    for (const i of indices) dx[i]! += inputs[0]![out]! / indices.length;
  });
};
