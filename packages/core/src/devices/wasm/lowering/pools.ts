// Pools and the shortcut without parameters.
import type { AttributesOf } from "../../../ops/operations.ts";
import * as kernels from "../kernel-ids.ts";
import type { Lowering, Operand, Row } from "./lowering.ts";

type Image = readonly [n: number, height: number, width: number, channels: number];

const imageOf = ({ shape }: Operand): Image => shape as unknown as Image;

/** Images, height, width, channels of x, height and width of y. */
const sizes = (x: Operand, y: Operand): readonly number[] => [...imageOf(x), imageOf(y)[1], imageOf(y)[2]];

/** A launch on x (the larger side) and y, of which one is the input and one the output. */
const pool = (kernel: number, operands: readonly Operand[], x: Operand, y: Operand, ...rest: number[]): Row => [
  kernel,
  ...operands.map(({ address }) => address),
  ...sizes(x, y),
  ...rest,
];

export const maxPool: Lowering<AttributesOf<"maxPool">> = ({ inputs: [x], outputs: [y], attributes }) => {
  const { kernel, stride, padding } = attributes;
  return { rows: [pool(kernels.maxPool, [x!, y!], x!, y!, kernel, stride, padding[0], padding[2])] };
};

export const maxPoolGradient: Lowering<AttributesOf<"maxPoolGradient">> = ({ inputs, outputs, attributes }) => {
  const [dy, x] = inputs as [Operand, Operand];
  const { kernel, stride, padding } = attributes;
  const operands = [dy, x, outputs[0]!];
  return { rows: [pool(kernels.maxPoolGradient, operands, x, dy, kernel, stride, padding[0], padding[2])] };
};

export const averagePool: Lowering<AttributesOf<"averagePool">> = ({ inputs: [x], outputs: [y], attributes }) => ({
  rows: [pool(kernels.averagePool, [x!, y!], x!, y!, attributes.kernel, attributes.stride)],
});

export const averagePoolGradient: Lowering<AttributesOf<"averagePoolGradient">> = (call) => {
  const { kernel, stride } = call.attributes;
  const [dy, dx] = [call.inputs[0]!, call.outputs[0]!];
  return { rows: [pool(kernels.averagePoolGradient, [dy, dx], dx, dy, kernel, stride)] };
};

/** Addresses, images, pixels and channels of a global pool, `x` being the side with pixels. */
const globalPool = (kernel: number, from: Operand, to: Operand, x: Operand): Row => {
  const [images, height, width, channels] = imageOf(x);
  return [kernel, from.address, to.address, images, height * width, channels];
};

export const globalAveragePool: Lowering<object> = ({ inputs: [x], outputs: [y] }) => ({
  rows: [globalPool(kernels.globalAveragePool, x!, y!, x!)],
});

export const globalAveragePoolGradient: Lowering<object> = ({ inputs: [dy], outputs: [dx] }) => ({
  rows: [globalPool(kernels.globalAveragePoolGradient, dy!, dx!, dx!)],
});

export const padChannels: Lowering<AttributesOf<"padChannels">> = ({ inputs: [x], outputs: [y], attributes }) => {
  const { stride, before, after } = attributes;
  return { rows: [pool(kernels.padChannels, [x!, y!], x!, y!, stride, before, after)] };
};

export const padChannelsGradient: Lowering<AttributesOf<"padChannelsGradient">> = (call) => {
  const { stride, before, after } = call.attributes;
  const [dy, dx] = [call.inputs[0]!, call.outputs[0]!];
  return { rows: [pool(kernels.padChannelsGradient, [dy, dx], dx, dy, stride, before, after)] };
};
