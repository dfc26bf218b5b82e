// Convolutions: the three ops as convolutions and filter gradients of geometries, each in the form that is faster for its shape.
import {
  type Convolution,
  convolutionOf,
  type Destination,
  type FilterOrder,
  geometryOf,
  inputGradientOf,
} from "../../../ops/conv2d/geometry.ts";
import type { AttributesOf } from "../../../ops/operations.ts";
import * as kernels from "../kernel-ids.ts";
import { directConvolution, directFilterGradient } from "./direct.ts";
import { type Filter, type Finishing, unfinished } from "./forms.ts";
import { type Call, endingOf, type Lowered, type Lowering, type Operand, type Prepare, units } from "./lowering.ts";
import { suitsWinograd, winogradConvolution, winogradFilterGradient } from "./winograd.ts";

export const conv2d: Lowering<AttributesOf<"conv2d">> = (call, prepare) => {
  const [x, w] = call.inputs as [Operand, Operand];
  const [y] = call.outputs as [Operand];
  return convolve(x, w, y, convolutionOf(x.shape, w.shape, y.shape, call.attributes), finishingOf(call), prepare);
};

/** What the ops after a convolution do to its outputs. */
function finishingOf(call: Call<object>): Finishing {
  const [next] = call.finish;
  const normalisation =
    next?.op === "normalize" ? { operands: next.inputs, epsilon: next.attributes.epsilon } : undefined;
  return { ...endingOf(call), normalisation };
}

export const conv2dInputGradient: Lowering<AttributesOf<"conv2dInputGradient">> = (call, prepare) => {
  const [dy, w] = call.inputs as [Operand, Operand];
  const [dx] = call.outputs as [Operand];
  const all = inputGradientOf(dy.shape, w.shape, dx.shape, call.attributes);
  const some = all.filter(({ geometry }) => geometry.kernelHeight * geometry.kernelWidth > 0);
  const zeros: Lowered = { rows: some.length < all.length ? [[kernels.fill, dx.address, units(dx), 0]] : [] };
  return inTurn([zeros, ...some.map((part) => convolve(dy, w, dx, part, unfinished, prepare))]);
};

export const conv2dFilterGradient: Lowering<AttributesOf<"conv2dFilterGradient">> = (call) => {
  const [x, dy] = call.inputs as [Operand, Operand];
  const [dw] = call.outputs as [Operand];
  const geometry = geometryOf(x.shape, dw.shape, dy.shape, call.attributes);
  const lower = suitsWinograd(geometry) ? winogradFilterGradient : directFilterGradient;
  return lower(x.address, dy.address, dw.address, geometry);
};

function convolve(
  x: Operand,
  w: Operand,
  y: Operand,
  { geometry, order, destination }: Convolution,
  finishing: Finishing,
  prepare: Prepare,
): Lowered {
  const lower = destination.step === 1 && suitsWinograd(geometry) ? winogradConvolution : directConvolution;
  const { start, ...steps } = stepsOf(destination, geometry.outputs);
  return lower(x.address, y.address + start, filterAt(w, order), { ...geometry, ...steps }, finishing, prepare);
}

/** Where results of `channels` channels go: bytes to the first, and from image to image, row to row and pixel to pixel. */
function stepsOf({ height, width, row, column, step }: Destination, channels: number) {
  const pixel = 4 * channels;
  return {
    start: (row * width + column) * pixel,
    imageStep: height * width * pixel,
    rowStep: step * width * pixel,
    pixelStep: step * pixel,
  };
}

/** A filter in bytes. */
const filterAt = (value: Operand, order: FilterOrder): Filter => ({
  value,
  address: value.address + 4 * order.first,
  rowStep: 4 * order.rowStep,
  columnStep: 4 * order.columnStep,
  inputStep: 4 * order.inputStep,
  outputStep: 4 * order.outputStep,
});

/** Launches one after the other, which take turns with the workspace. */
const inTurn = (parts: readonly Lowered[]): Lowered => ({
  preparation: parts.flatMap(({ preparation = [] }) => preparation),
  rows: parts.flatMap(({ rows }) => rows),
  workspace: Math.max(...parts.map(({ workspace = 0 }) => workspace)),
  scratch: Math.max(...parts.map(({ scratch = 0 }) => scratch)),
});
