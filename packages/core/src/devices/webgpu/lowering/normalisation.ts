// Ops that sum over all pixels of a channel.
import { size } from "../../../graph/graph.ts";
import { batchNormGradient as dxText, gradientSums, statistics } from "../../../ops/batch-norm/wgsl.ts";
import type { AttributesOf } from "../../../ops/operations.ts";
import { reluGradient as masked } from "../../../ops/relu/wgsl.ts";
import { channels } from "../../../ops/shapes.ts";
import type { Arrays, Kernel } from "../kernel.ts";
import {
  as,
  type Call,
  channelWidth,
  createWorkspace,
  elementOf,
  type Lowering,
  type Operand,
  type Target,
} from "./lowering.ts";
import { expressionKernel, pointwise } from "./pointwise.ts";
import { rowSums } from "./row-sums.ts";

/** A value as rows of channels. */
function rowsOf(x: Operand) {
  const width = channelWidth(x);
  return {
    rows: size(x.shape) / channels(x.shape),
    columns: channels(x.shape) / width,
    width,
    element: elementOf(width),
    workspace: createWorkspace(),
  };
}

export const channelSum: Lowering<object> = ({ inputs: [x], outputs: [y] }, target) => {
  const { element, ...matrix } = rowsOf(x!);
  return rowSums({
    name: "channelSum",
    ...matrix,
    target,
    sums: 1,
    buffers: { x: as(element, x!), y: as(element, y!) },
    load: (arrays) => ({ statements: "", summands: [`${arrays.x.at("i")}`] }),
    store: (arrays) => `${arrays.y.set("column", "total0")};`,
  });
};

export const batchNorm: Lowering<AttributesOf<"batchNorm">> = (call, target) => {
  const [x, gamma, beta] = call.inputs as [Operand, Operand, Operand];
  const [, mean, variance] = call.outputs as [Operand, Operand, Operand];
  const { element, ...matrix } = rowsOf(x);
  const sums = rowSums({
    name: "batch statistics",
    ...matrix,
    target,
    sums: 2,
    buffers: { x: as(element, x), mean: as(element, mean), variance: as(element, variance) },
    ...statistics(matrix.rows),
  });
  const normalised = { ...call, inputs: [x, gamma, beta, mean, variance], outputs: call.outputs.slice(0, 1) };
  return [...sums, expressionKernel("normalize", normalised)];
};

/**
 * The gradients of both normalisations, which differ in whether the statistics depend on x. `rectified` is the output of the rectifier
 * that follows the normalisation, where its gradient is part of the launch.
 */
function normalisationGradient(
  { inputs, outputs, attributes: { epsilon } }: Omit<Call<AttributesOf<"batchNormGradient">>, "finish">,
  { ownStatistics, rectified }: { readonly ownStatistics: boolean; readonly rectified?: Operand },
  target: Target,
): readonly Kernel[] {
  const [dy, x, gamma, mean, variance] = inputs as [Operand, Operand, Operand, Operand, Operand];
  const [dx, dgamma, dbeta] = outputs as [Operand, Operand, Operand];
  const { element, ...matrix } = rowsOf(x);
  const vector = (operand: Operand) => as(element, operand);
  // Without a rectifier `y` is a second name of dy's buffer.
  const gradient = { dy: vector(dy), y: vector(rectified ?? dy) };
  const loadGradient = ({ dy, y }: Arrays<"dy" | "y">) =>
    `let dyRaw = ${dy.at("i")};\n` +
    (rectified ? `let y_ = ${y.at("i")};\nlet dy_ = ${masked(["dyRaw", "y_"], {})};` : "let dy_ = dyRaw;");
  const given = { x: vector(x), mean: vector(mean), variance: vector(variance) };
  const made = { dgamma: vector(dgamma), dbeta: vector(dbeta) };
  const sums = gradientSums(epsilon);
  return [
    ...rowSums({
      name: "normalisation's gradient, sums",
      ...matrix,
      target,
      sums: 2,
      buffers: { ...gradient, ...given, ...made },
      load: (arrays) => ({ statements: loadGradient(arrays), summands: sums.summands(arrays) }),
      store: (arrays) => sums.store(arrays),
    }),
    pointwise({
      name: "normalisation's gradient",
      result: dx,
      width: matrix.width,
      buffers: { ...gradient, ...given, ...made, gamma: vector(gamma) },
      value: (arrays, at) =>
        `${loadGradient(arrays)}\n${dxText(arrays, at.channel, { epsilon, rows: ownStatistics ? matrix.rows : undefined })}`,
    }),
  ];
}

export const batchNormGradient: Lowering<AttributesOf<"batchNormGradient">> = (call, target) =>
  normalisationGradient(call, { ownStatistics: true }, target);

export const normalizeGradient: Lowering<AttributesOf<"normalizeGradient">> = (call, target) =>
  normalisationGradient(call, { ownStatistics: false }, target);

export const reluGradient: Lowering<object> = (call, target) => {
  const {
    inputs: [dy, y],
    outputs: [dx],
    finish: [next],
  } = call;
  if (next?.op !== "batchNormGradient") return [expressionKernel("reluGradient", call)];
  const { attributes } = next;
  const whole = { inputs: [dy!, ...next.inputs], outputs: [dx!, ...next.outputs], attributes };
  return normalisationGradient(whole, { ownStatistics: true, rectified: y! }, target);
};
