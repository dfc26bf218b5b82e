// Ops with a vector for each channel.
import { size } from "../../../graph/graph.ts";
import type { AttributesOf } from "../../../ops/operations.ts";
import { channels } from "../../../ops/shapes.ts";
import * as kernels from "../kernel-ids.ts";
import { type Call, endingOf, float, type Lowered, type Lowering, type Operand, units } from "./lowering.ts";

/** Rows of this many make a chunk: enough to be worth a thread's while, few enough to sum in float32. */
const rowsOfChunk = 64;
const mostChunks = 64;

const greatestDivisor = (a: number, b: number): number => (b === 0 ? a : greatestDivisor(b, a % b));

/**
 * How a value is read as rows that hold whole pixels and whole units of 64 bytes, and into how many chunks its sums are split: a function
 * of its shape only.
 */
function geometry({ shape }: Operand) {
  const elements = size(shape);
  const c = channels(shape);
  const period = (c * 16) / greatestDivisor(c, 16);
  const chunks = Math.min(mostChunks, Math.max(1, Math.floor(elements / period / rowsOfChunk)));
  return { elements, channels: c, period, row: 4 * period, chunks };
}

export const addBias: Lowering<object> = ({ inputs: [x, b], outputs: [y] }) => {
  const { elements, channels, period, row } = geometry(y!);
  return {
    rows: [[kernels.addBias, x!.address, b!.address, y!.address, elements, channels, period]],
    scratch: row,
  };
};

export const channelSum: Lowering<object> = ({ inputs: [x], outputs: [y] }) => {
  const { elements, channels, period, chunks, row } = geometry(x!);
  return {
    rows: [
      [kernels.sumChannels, x!.address, elements, period, chunks],
      [kernels.combineChannelSums, y!.address, channels, period, chunks],
    ],
    workspace: chunks * row,
  };
};

export const batchNorm: Lowering<AttributesOf<"batchNorm">> = (call) => {
  const { inputs, outputs, attributes } = call;
  const { addend, floor } = endingOf(call);
  const [x, gamma, beta] = inputs as [Operand, Operand, Operand];
  const addresses = [x, gamma, beta, ...outputs].map(({ address }) => address);
  const { elements, channels, period, chunks, row } = geometry(x);
  return {
    rows: [
      [kernels.batchStatistics, x.address, elements, channels, period, chunks],
      [kernels.batchNorm, ...addresses, elements, channels, period, chunks, float(attributes.epsilon), addend, floor],
    ],
    workspace: 2 * chunks * row,
    scratch: 3 * row,
  };
};

export const normalize: Lowering<AttributesOf<"normalize">> = (call) => {
  const { inputs, outputs, attributes } = call;
  const { addend, floor } = endingOf(call);
  const addresses = [...inputs, ...outputs].map(({ address }) => address);
  const { elements, channels, period, row } = geometry(outputs[0]!);
  const sizes = [elements, channels, period, float(attributes.epsilon)];
  return { rows: [[kernels.normalize, ...addresses, ...sizes, addend, floor]], scratch: 3 * row };
};

/**
 * The gradients of both normalisations, which differ in whether the statistics depend on x. `rectified` is the output of the rectifier
 * that follows the normalisation, where its gradient is part of the launch.
 */
function normalisationGradient(
  { inputs, outputs, attributes: { epsilon } }: Omit<Call<AttributesOf<"batchNormGradient">>, "finish">,
  { ownStatistics, rectified }: { readonly ownStatistics: boolean; readonly rectified?: Operand },
): Lowered {
  const [dy, x, , mean] = inputs as [Operand, Operand, Operand, Operand];
  const addresses = [...inputs, ...outputs].map(({ address }) => address);
  const { elements, channels, period, chunks, row } = geometry(x);
  const sizes = [elements, channels, period, chunks];
  const mask = rectified?.address ?? 0;
  return {
    rows: [
      [kernels.gradientStatistics, dy.address, x.address, mean.address, ...sizes, mask],
      [kernels.batchNormGradient, ...addresses, ...sizes, float(epsilon), ownStatistics ? 1 : 0, mask],
    ],
    workspace: 2 * chunks * row,
    scratch: 4 * row,
  };
}

export const batchNormGradient: Lowering<AttributesOf<"batchNormGradient">> = (call) =>
  normalisationGradient(call, { ownStatistics: true });

export const normalizeGradient: Lowering<AttributesOf<"normalizeGradient">> = (call) =>
  normalisationGradient(call, { ownStatistics: false });

export const reluGradient: Lowering<object> = ({ inputs: [dy, y], outputs: [dx], finish: [next] }) =>
  next?.op === "batchNormGradient"
    ? normalisationGradient(
        { inputs: [dy!, ...next.inputs], outputs: [dx!, ...next.outputs], attributes: next.attributes },
        { ownStatistics: true, rectified: y! },
      )
    : { rows: [[kernels.reluGradient, dy!.address, y!.address, dx!.address, units(dx!)]] };
