// Pools, and the shortcut without parameters.
import { operations } from "../../ops/operations.ts";
import type { Padding } from "../../ops/shapes.ts";
import { type CaseTable, constant, mapped, normal, type Operand, tied } from "../case.ts";

type Image = readonly [batch: number, height: number, width: number, channels: number];
type Window = { readonly kernel: number; readonly stride: number };

const typed = ({ shape }: Operand) => ({ shape, dtype: "f32" as const });
const sizeOf = ([, height, width]: Image) => [height, width] as const;

const maxPools: readonly { title: string; x: Operand; attributes: Window & { padding: Padding }; kink?: string }[] = [
  {
    title: "3x3, stride 2, even size",
    x: normal([2, 8, 8, 8]),
    attributes: { kernel: 3, stride: 2, padding: [1, 1, 1, 1] },
  },
  {
    title: "3x3, stride 2, odd size",
    x: normal([1, 9, 7, 3]),
    attributes: { kernel: 3, stride: 2, padding: [1, 1, 1, 1] },
  },
  { title: "2x2, stride 2", x: normal([2, 6, 6, 5]), attributes: { kernel: 2, stride: 2, padding: [0, 0, 0, 0] } },
  {
    title: "2x2, stride 2, a row left over",
    x: normal([1, 7, 7, 1]),
    attributes: { kernel: 2, stride: 2, padding: [0, 0, 0, 0] },
  },
  { title: "3x3, stride 1", x: normal([2, 5, 5, 16]), attributes: { kernel: 3, stride: 1, padding: [1, 1, 1, 1] } },
  {
    title: "padding of the far side only",
    x: normal([1, 8, 8, 4]),
    attributes: { kernel: 3, stride: 2, padding: [0, 1, 0, 1] },
  },
  {
    title: "negative numbers beside padding",
    x: mapped(normal([1, 6, 6, 4]), (x) => -Math.abs(x) - 1),
    attributes: { kernel: 3, stride: 2, padding: [1, 1, 1, 1] },
  },
  { title: "1x1, stride 2", x: normal([2, 5, 6, 3]), attributes: { kernel: 1, stride: 2, padding: [0, 0, 0, 0] } },
  { title: "ties", x: tied([2, 8, 8, 4]), attributes: { kernel: 3, stride: 2, padding: [1, 1, 1, 1] }, kink: "ties" },
  {
    title: "all equal",
    x: constant([1, 6, 6, 2], 0),
    attributes: { kernel: 3, stride: 2, padding: [1, 1, 1, 1] },
    kink: "ties",
  },
];

const averagePools: readonly { title: string; x: Image; attributes: Window }[] = [
  { title: "2x2, stride 2", x: [2, 8, 8, 16], attributes: { kernel: 2, stride: 2 } },
  { title: "2x2, stride 2, a row left over", x: [1, 7, 9, 3], attributes: { kernel: 2, stride: 2 } },
  { title: "3x3, stride 2", x: [2, 7, 7, 4], attributes: { kernel: 3, stride: 2 } },
  { title: "3x3, stride 1", x: [1, 5, 5, 1], attributes: { kernel: 3, stride: 1 } },
  { title: "whole image", x: [2, 6, 6, 8], attributes: { kernel: 6, stride: 1 } },
  { title: "1x1, stride 2", x: [2, 6, 5, 4], attributes: { kernel: 1, stride: 2 } },
];

const globalPools: readonly { title: string; x: Image }[] = [
  { title: "8x8", x: [2, 8, 8, 64] },
  { title: "7x7", x: [1, 7, 7, 20] },
  { title: "one pixel", x: [3, 1, 1, 4] },
  { title: "one channel", x: [2, 3, 5, 1] },
];

const shortcuts: readonly { title: string; x: Image; attributes: { stride: number; before: number; after: number } }[] =
  [
    { title: "zeros behind", x: [2, 8, 8, 16], attributes: { stride: 2, before: 0, after: 16 } },
    { title: "zeros on both sides", x: [2, 8, 8, 16], attributes: { stride: 2, before: 8, after: 8 } },
    { title: "odd size", x: [1, 7, 9, 3], attributes: { stride: 2, before: 1, after: 2 } },
    { title: "stride 1", x: [2, 4, 4, 4], attributes: { stride: 1, before: 2, after: 2 } },
    { title: "pixels only", x: [2, 5, 6, 4], attributes: { stride: 2, before: 0, after: 0 } },
  ];

type Names = "maxPool" | "averagePool" | "globalAveragePool" | "padChannels";

/** Cases of the pools and of option A's shortcut, with their gradients. */
export const pools: Pick<CaseTable, Names | `${Names}Gradient`> = {
  maxPool: maxPools.map(({ x, ...rest }) => ({ ...rest, inputs: [x] })),
  maxPoolGradient: maxPools.map(({ x, title, attributes }) => ({
    title,
    inputs: [normal(operations.maxPool.outputs([typed(x)], attributes)[0]!.shape, 1), x],
    attributes,
  })),
  averagePool: averagePools.map(({ x, ...rest }) => ({ ...rest, inputs: [normal(x)] })),
  averagePoolGradient: averagePools.map(({ x, title, attributes }) => ({
    title,
    inputs: [normal(operations.averagePool.outputs([typed(normal(x))], attributes)[0]!.shape, 1)],
    attributes: { ...attributes, size: sizeOf(x) },
  })),
  globalAveragePool: globalPools.map(({ x, title }) => ({ title, inputs: [normal(x)], attributes: {} })),
  globalAveragePoolGradient: globalPools.map(({ x, title }) => ({
    title,
    inputs: [normal([x[0], x[3]])],
    attributes: { size: sizeOf(x) },
  })),
  padChannels: shortcuts.map(({ x, ...rest }) => ({ ...rest, inputs: [normal(x)] })),
  padChannelsGradient: shortcuts.map(({ x, title, attributes }) => ({
    title,
    inputs: [normal(operations.padChannels.outputs([typed(normal(x))], attributes)[0]!.shape, 1)],
    attributes: { ...attributes, size: sizeOf(x) },
  })),
};
