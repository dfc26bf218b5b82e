// Ops with a vector for each channel.
import { size } from "../../../graph/graph.ts";
import type { AttributesOf } from "../../../ops/operations.ts";
import { channels } from "../../../ops/shapes.ts";
import * as kernels from "../kernel-ids.ts";
import { float, type Lowering, type Operand } from "./lowering.ts";

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

export const batchNorm: Lowering<AttributesOf<"batchNorm">> = ({ inputs, outputs, attributes: { epsilon } }) => {
  const [x, gamma, beta] = inputs as [Operand, Operand, Operand];
  const addresses = [x, gamma, beta, ...outputs].map(({ address }) => address);
  const { elements, channels, period, chunks, row } = geometry(x);
  return {
    rows: [
      [kernels.batchStatistics, x.address, elements, channels, period, chunks],
      [kernels.batchNorm, ...addresses, elements, channels, period, chunks, float(epsilon)],
    ],
    workspace: 2 * chunks * row,
    scratch: 3 * row,
  };
};

export const normalize: Lowering<AttributesOf<"normalize">> = ({ inputs, outputs, attributes: { epsilon } }) => {
  const addresses = [...inputs, ...outputs].map(({ address }) => address);
  const { elements, channels, period, row } = geometry(outputs[0]!);
  return { rows: [[kernels.normalize, ...addresses, elements, channels, period, float(epsilon)]], scratch: 3 * row };
};

/** The gradients of both normalisations, which differ in whether the statistics depend on x. */
const normalisationGradient =
  (ownStatistics: boolean): Lowering<AttributesOf<"batchNormGradient">> =>
  ({ inputs, outputs, attributes: { epsilon } }) => {
    const [dy, x, , mean] = inputs as [Operand, Operand, Operand, Operand];
    const addresses = [...inputs, ...outputs].map(({ address }) => address);
    const { elements, channels, period, chunks, row } = geometry(x);
    const sizes = [elements, channels, period, chunks];
    return {
      rows: [
        [kernels.gradientStatistics, dy.address, x.address, mean.address, ...sizes],
        [kernels.batchNormGradient, ...addresses, ...sizes, float(epsilon), ownStatistics ? 1 : 0],
      ],
      workspace: 2 * chunks * row,
      scratch: 4 * row,
    };
  };

export const batchNormGradient: Lowering<AttributesOf<"batchNormGradient">> = normalisationGradient(true);
export const normalizeGradient: Lowering<AttributesOf<"normalizeGradient">> = normalisationGradient(false);
