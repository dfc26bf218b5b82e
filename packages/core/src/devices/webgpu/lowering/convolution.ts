// Convolutions: the three ops as convolutions and filter gradients of geometries.
import { size } from "../../../graph/graph.ts";
import { type Destination, finishing, type Geometry } from "../../../ops/conv2d/wgsl.ts";
import type { AttributesOf } from "../../../ops/operations.ts";
import type { Kernel } from "../kernel.ts";
import { kernel } from "../kernel.ts";
import { direct } from "./direct.ts";
import { arrangeFilter, type Filter } from "./filter.ts";
import type { Form } from "./form.ts";
import {
  as,
  channelWidth,
  createWorkspace,
  elementOf,
  type Finish,
  type Lowering,
  type Operand,
  type Target,
} from "./lowering.ts";
import { ending } from "./pointwise.ts";
import { rowSums } from "./row-sums.ts";
import { tiled } from "./tiled.ts";

/** By what computes: a GPU's workgroups share what they read, a CPU that stands in for one has caches. */
const forms: Readonly<Record<Target["processor"], Form>> = { gpu: tiled, cpu: direct };

type Shape4 = readonly [number, number, number, number];
const shapeOf = ({ shape }: Operand): Shape4 => shape as unknown as Shape4;

const imageOf = (x: Operand) => {
  const [images, height, width, inputs] = shapeOf(x);
  return { images, height, width, inputs };
};

export const conv2d: Lowering<AttributesOf<"conv2d">> = (call, target) => {
  const { inputs, outputs, attributes, finish } = call;
  const { stride, padding } = attributes;
  const [x, w] = inputs as [Operand, Operand];
  const [y] = outputs as [Operand];
  const [kernelHeight, kernelWidth, i, o] = shapeOf(w);
  const [, outHeight, outWidth] = shapeOf(y);
  const filter = { value: w, first: 0, rowStep: kernelWidth * i * o, columnStep: i * o, inputStep: o, outputStep: 1 };
  const [top, , left] = padding;
  const geometry = { ...imageOf(x), outHeight, outWidth, outputs: o, kernelHeight, kernelWidth, stride, top, left };
  const destination = { height: outHeight, width: outWidth, row: 0, column: 0, step: 1 };
  return convolve("conv2d", target, x, y, filter, geometry, destination, finish);
};

/**
 * dx at stride s is s² convolutions of dy at stride 1: the pixels of dx with the same place in a cell of s x s pixels meet the same
 * taps, every s-th one, turned around. Where these are none (1x1 at stride 2) the sums are zeros, which the launch's last ops finish too.
 */
export const conv2dInputGradient: Lowering<AttributesOf<"conv2dInputGradient">> = (call, target) => {
  const { inputs, outputs, attributes, finish } = call;
  const { stride, padding } = attributes;
  const [dy, w] = inputs as [Operand, Operand];
  const [dx] = outputs as [Operand];
  const [kernelHeight, kernelWidth, i, o] = shapeOf(w);
  const [, height, width] = shapeOf(dx);
  const tap = i * o;
  const phases = phasesOf(height, kernelHeight, stride, padding[0]).flatMap((row) =>
    phasesOf(width, kernelWidth, stride, padding[2]).map((column) => ({ row, column })),
  );
  return phases.flatMap(({ row, column }) => {
    const filter = {
      value: w,
      first: (row.lastTap * kernelWidth + column.lastTap) * tap,
      rowStep: -stride * kernelWidth * tap,
      columnStep: -stride * tap,
      inputStep: 1,
      outputStep: o,
    };
    const geometry = {
      ...imageOf(dy),
      outHeight: row.length,
      outWidth: column.length,
      outputs: i,
      kernelHeight: row.taps,
      kernelWidth: column.taps,
      stride: 1,
      top: row.padding,
      left: column.padding,
    };
    const destination = { height, width, row: row.start, column: column.start, step: stride };
    return convolve("conv2dInputGradient", target, dy, dx, filter, geometry, destination, finish);
  });
};

export const conv2dFilterGradient: Lowering<AttributesOf<"conv2dFilterGradient">> = (call, target) => {
  const { inputs, outputs, attributes } = call;
  const { stride, padding } = attributes;
  const [x, dy] = inputs as [Operand, Operand];
  const [dw] = outputs as [Operand];
  const [kernelHeight, kernelWidth] = shapeOf(dw);
  const [, outHeight, outWidth, o] = shapeOf(dy);
  const [top, , left] = padding;
  const geometry = { ...imageOf(x), outHeight, outWidth, outputs: o, kernelHeight, kernelWidth, stride, top, left };
  const { splits, ...shader } = forms[target.processor].filterGradient(geometry, target.choose);
  const workspace = createWorkspace();
  const elements = size(dw.shape);
  const partial = splits === 1 ? as("f32", dw) : workspace("f32", splits * elements);
  const parts = kernel({
    name: "conv2dFilterGradient",
    buffers: { x: as(elementOf(channelWidth(x)), x), dy: as(elementOf(channelWidth(dy)), dy), partial },
    ...shader,
  });
  if (splits === 1) return [parts];
  const width = elements % 4 === 0 ? 4 : 1;
  const element = elementOf(width);
  const total = rowSums({
    name: "conv2dFilterGradient, sum of parts",
    rows: splits,
    columns: elements / width,
    width,
    sums: 1,
    buffers: { partial: { ...partial, element }, dw: as(element, dw) },
    load: (arrays) => ({ statements: "", summands: [`${arrays.partial.at("i")}`] }),
    store: (arrays) => `${arrays.dw.set("column", "total0")};`,
    workspace,
    target,
  });
  return [parts, ...total];
};

/** The kernels of one convolution: its filter made ready where that is needed, and the products. */
function convolve(
  name: string,
  { processor, choose }: Target,
  x: Operand,
  y: Operand,
  filter: Filter,
  geometry: Geometry,
  destination: Destination,
  finish: readonly Finish[],
): readonly Kernel[] {
  const { buffer, kernels } = arrangeFilter(filter, geometry);
  const width = channelWidth(y);
  const end = ending(finish, y, width);
  const { body, ...workgroups } = forms[processor].convolution(geometry, choose);
  const product = kernel<string>({
    name,
    buffers: { x: as(elementOf(channelWidth(x)), x), weights: buffer, ...end.buffers, y: as(elementOf(width), y) },
    ...workgroups,
    module: (arrays) =>
      [
        `alias T = ${elementOf(width)};`,
        finishing(arrays.y!, geometry, destination, end.text(arrays, { unit: "unit", channel: "channel" })),
      ].join("\n"),
    body: (arrays) => body({ x: arrays.x!, weights: arrays.weights! }),
  });
  return [...kernels, product];
}

/** The phases of one dimension of dx: which of its pixels, which taps they meet, and the padding of dy that puts them there. */
function phasesOf(length: number, kernelLength: number, stride: number, padding: number) {
  return Array.from({ length: Math.min(stride, length) }, (_, start) => {
    const firstTap = (start + padding) % stride;
    const taps = Math.max(0, Math.ceil((kernelLength - firstTap) / stride));
    return {
      start,
      length: Math.ceil((length - start) / stride),
      taps,
      lastTap: firstTap + stride * (taps - 1),
      padding: taps - 1 - (start + padding - firstTap) / stride,
    };
  });
}
