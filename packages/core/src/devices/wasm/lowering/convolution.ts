// Convolutions: the three ops as convolutions and filter gradients of geometries, each in the form that is faster for its shape.
import type { AttributesOf } from "../../../ops/operations.ts";
import * as kernels from "../kernel-ids.ts";
import { directConvolution, directFilterGradient } from "./direct.ts";
import { type Filter, type Finishing, type Geometry, unfinished } from "./geometry.ts";
import { type Call, endingOf, type Lowered, type Lowering, type Operand, type Prepare, units } from "./lowering.ts";
import { suitsWinograd, winogradConvolution, winogradFilterGradient } from "./winograd.ts";

type Shape4 = readonly [number, number, number, number];
const shapeOf = ({ shape }: Operand): Shape4 => shape as unknown as Shape4;

export const conv2d: Lowering<AttributesOf<"conv2d">> = (call, prepare) => {
  const { inputs, outputs, attributes } = call;
  const { stride, padding } = attributes;
  const [x, w] = inputs as [Operand, Operand];
  const [y] = outputs as [Operand];
  const [kernelHeight, kernelWidth, i, o] = shapeOf(w);
  const [, outHeight, outWidth] = shapeOf(y);
  const filter = {
    value: w,
    address: w.address,
    rowStep: 4 * kernelWidth * i * o,
    columnStep: 4 * i * o,
    inputStep: 4 * o,
    outputStep: 4,
  };
  const geometry = {
    ...imageOf(x),
    outHeight,
    outWidth,
    outputs: o,
    kernelHeight,
    kernelWidth,
    stride,
    top: padding[0],
    left: padding[2],
    imageStep: 4 * outHeight * outWidth * o,
    rowStep: 4 * outWidth * o,
    pixelStep: 4 * o,
  };
  return convolution(x.address, y.address, filter, geometry, finishingOf(call), prepare);
};

/** What the ops after a convolution do to its outputs. */
function finishingOf(call: Call<object>): Finishing {
  const [next] = call.finish;
  const normalisation =
    next?.op === "normalize" ? { operands: next.inputs, epsilon: next.attributes.epsilon } : undefined;
  return { ...endingOf(call), normalisation };
}

/**
 * dx at stride s is s² convolutions of dy at stride 1: the pixels of dx with the same place in a cell of s x s pixels meet the same
 * taps, every s-th one, turned around.
 */
export const conv2dInputGradient: Lowering<AttributesOf<"conv2dInputGradient">> = (call, prepare) => {
  const { stride, padding } = call.attributes;
  const [dy, w] = call.inputs as [Operand, Operand];
  const [dx] = call.outputs as [Operand];
  const [kernelHeight, kernelWidth, i, o] = shapeOf(w);
  const [, height, width] = shapeOf(dx);
  const tap = 4 * i * o;
  const phases = phasesOf(height, kernelHeight, stride, padding[0]).flatMap((row) =>
    phasesOf(width, kernelWidth, stride, padding[2]).map((column) => ({ row, column })),
  );
  const empty = phases.some(({ row, column }) => row.taps === 0 || column.taps === 0);
  const parts = phases
    .filter(({ row, column }) => row.taps > 0 && column.taps > 0)
    .map(({ row, column }) => {
      const filter = {
        value: w,
        address: w.address + (row.lastTap * kernelWidth + column.lastTap) * tap,
        rowStep: -stride * kernelWidth * tap,
        columnStep: -stride * tap,
        inputStep: 4,
        outputStep: 4 * o,
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
        imageStep: 4 * height * width * i,
        rowStep: 4 * stride * width * i,
        pixelStep: 4 * stride * i,
      };
      const start = dx.address + 4 * (row.start * width + column.start) * i;
      return convolution(dy.address, start, filter, geometry, unfinished, prepare);
    });
  // Pixels that meet no tap (1x1 at stride 2) are zeros.
  const zeros: Lowered = { rows: empty ? [[kernels.fill, dx.address, units(dx), 0]] : [] };
  return inTurn([zeros, ...parts]);
};

export const conv2dFilterGradient: Lowering<AttributesOf<"conv2dFilterGradient">> = ({
  inputs,
  outputs,
  attributes,
}) => {
  const { stride, padding } = attributes;
  const [x, dy] = inputs as [Operand, Operand];
  const [dw] = outputs as [Operand];
  const [kernelHeight, kernelWidth] = shapeOf(dw);
  const [, outHeight, outWidth, o] = shapeOf(dy);
  const geometry: Geometry = {
    ...imageOf(x),
    outHeight,
    outWidth,
    outputs: o,
    kernelHeight,
    kernelWidth,
    stride,
    top: padding[0],
    left: padding[2],
  };
  const lower = suitsWinograd(geometry) ? winogradFilterGradient : directFilterGradient;
  return lower(x.address, dy.address, dw.address, geometry);
};

const imageOf = (x: Operand) => {
  const [images, height, width, inputs] = shapeOf(x);
  return { images, height, width, inputs };
};

/** Where the results of a convolution go: bytes from image to image, row to row and pixel to pixel. */
type Placed = Geometry & { readonly imageStep: number; readonly rowStep: number; readonly pixelStep: number };

function convolution(
  x: number,
  y: number,
  filter: Filter,
  geometry: Placed,
  finishing: Finishing,
  prepare: Prepare,
): Lowered {
  const together = geometry.pixelStep === 4 * geometry.outputs;
  const lower = together && suitsWinograd(geometry) ? winogradConvolution : directConvolution;
  return lower(x, y, filter, geometry, finishing, prepare);
}

/** The phases of one dimension of dx: which of its pixels, which taps they meet, and the padding of dy that puts them there. */
function phasesOf(size: number, kernel: number, stride: number, padding: number) {
  return Array.from({ length: Math.min(stride, size) }, (_, start) => {
    const firstTap = (start + padding) % stride;
    const taps = Math.max(0, Math.ceil((kernel - firstTap) / stride));
    return {
      start,
      length: Math.ceil((size - start) / stride),
      taps,
      lastTap: firstTap + stride * (taps - 1),
      padding: taps - 1 - (start + padding - firstTap) / stride,
    };
  });
}

/** Launches one after the other, which take turns with the workspace. */
const inTurn = (parts: readonly Lowered[]): Lowered => ({
  preparation: parts.flatMap(({ preparation = [] }) => preparation),
  rows: parts.flatMap(({ rows }) => rows),
  workspace: Math.max(...parts.map(({ workspace = 0 }) => workspace)),
  scratch: Math.max(...parts.map(({ scratch = 0 }) => scratch)),
});
