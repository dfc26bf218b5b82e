// Pools and the shortcut without parameters.
import {
  averagePoolGradient as averageGradientText,
  averagePool as averageText,
} from "../../../ops/average-pool/wgsl.ts";
import {
  globalAveragePoolGradient as globalGradientText,
  globalAveragePool as globalText,
} from "../../../ops/global-average-pool/wgsl.ts";
import { larger, maxPoolGradient as maxGradientText, maxPool as maxText } from "../../../ops/max-pool/wgsl.ts";
import type { AttributesOf } from "../../../ops/operations.ts";
import {
  type PadSizes,
  padChannelsGradient as padGradientText,
  padChannels as padText,
} from "../../../ops/pad-channels/wgsl.ts";
import type { PoolSizes } from "../windows.ts";
import { as, channelWidth, elementOf, type Lowering, type Operand, type Width } from "./lowering.ts";
import { pointwise } from "./pointwise.ts";

type Image = readonly [n: number, height: number, width: number, channels: number];

const imageOf = ({ shape }: Operand): Image => shape as unknown as Image;

/** Of a pool from x (the larger side) to y; `width` floats of a pixel are a unit. */
function poolSizes(
  x: Operand,
  y: Operand,
  width: Width,
  attributes: Pick<PoolSizes, "kernel" | "stride">,
  padding: readonly number[],
): PoolSizes {
  const [, height, columns, channels] = imageOf(x);
  const [, outHeight, outWidth] = imageOf(y);
  const { kernel, stride } = attributes;
  const [top = 0, , left = 0] = padding;
  return { height, width: columns, outHeight, outWidth, columns: channels / width, kernel, stride, top, left };
}

export const maxPool: Lowering<AttributesOf<"maxPool">> = ({ inputs: [x], outputs: [y], attributes }) => [
  pointwise({
    name: "maxPool",
    result: y!,
    width: 1,
    buffers: { x: as("f32", x!) },
    module: () => larger,
    value: (arrays) => maxText(arrays, poolSizes(x!, y!, 1, attributes, attributes.padding)),
  }),
];

export const maxPoolGradient: Lowering<AttributesOf<"maxPoolGradient">> = ({ inputs, outputs: [dx], attributes }) => {
  const [dy, x] = inputs as [Operand, Operand];
  return [
    pointwise({
      name: "maxPoolGradient",
      result: dx!,
      width: 1,
      buffers: { dy: as("f32", dy), x: as("f32", x) },
      module: () => larger,
      value: (arrays) => maxGradientText(arrays, poolSizes(x, dy, 1, attributes, attributes.padding)),
    }),
  ];
};

export const averagePool: Lowering<AttributesOf<"averagePool">> = ({ inputs: [x], outputs: [y], attributes }) => {
  const width = channelWidth(x!);
  return [
    pointwise({
      name: "averagePool",
      result: y!,
      width,
      buffers: { x: as(elementOf(width), x!) },
      value: (arrays) => averageText(arrays, poolSizes(x!, y!, width, attributes, [])),
    }),
  ];
};

export const averagePoolGradient: Lowering<AttributesOf<"averagePoolGradient">> = (call) => {
  const {
    inputs: [dy],
    outputs: [dx],
    attributes,
  } = call;
  const width = channelWidth(dx!);
  return [
    pointwise({
      name: "averagePoolGradient",
      result: dx!,
      width,
      buffers: { dy: as(elementOf(width), dy!) },
      value: (arrays) => averageGradientText(arrays, poolSizes(dx!, dy!, width, attributes, [])),
    }),
  ];
};

/** Pixels and units of channels of a global pool's larger side. */
function globalSizes(x: Operand, width: Width) {
  const [, height, columns, channels] = imageOf(x);
  return { pixels: height * columns, columns: channels / width };
}

export const globalAveragePool: Lowering<object> = ({ inputs: [x], outputs: [y] }) => {
  const width = channelWidth(x!);
  return [
    pointwise({
      name: "globalAveragePool",
      result: y!,
      width,
      buffers: { x: as(elementOf(width), x!) },
      value: (arrays) => globalText(arrays, globalSizes(x!, width)),
    }),
  ];
};

export const globalAveragePoolGradient: Lowering<object> = ({ inputs: [dy], outputs: [dx] }) => {
  const width = channelWidth(dx!);
  return [
    pointwise({
      name: "globalAveragePoolGradient",
      result: dx!,
      width,
      buffers: { dy: as(elementOf(width), dy!) },
      value: (arrays) => globalGradientText(arrays, globalSizes(dx!, width)),
    }),
  ];
};

function padSizes(x: Operand, y: Operand, { stride, before }: Pick<PadSizes, "stride" | "before">): PadSizes {
  const [, height, width, channels] = imageOf(x);
  const [, outHeight, outWidth, outChannels] = imageOf(y);
  return { height, width, channels, outHeight, outWidth, outChannels, stride, before };
}

export const padChannels: Lowering<AttributesOf<"padChannels">> = ({ inputs: [x], outputs: [y], attributes }) => [
  pointwise({
    name: "padChannels",
    result: y!,
    width: 1,
    buffers: { x: as("f32", x!) },
    value: (arrays) => padText(arrays, padSizes(x!, y!, attributes)),
  }),
];

export const padChannelsGradient: Lowering<AttributesOf<"padChannelsGradient">> = (call) => {
  const {
    inputs: [dy],
    outputs: [dx],
    attributes,
  } = call;
  return [
    pointwise({
      name: "padChannelsGradient",
      result: dx!,
      width: 1,
      buffers: { dy: as("f32", dy!) },
      value: (arrays) => padGradientText(arrays, padSizes(dx!, dy!, attributes)),
    }),
  ];
};
