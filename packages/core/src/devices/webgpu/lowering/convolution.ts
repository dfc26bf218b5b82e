// Convolutions: the three ops as convolutions and filter gradients of geometries.
import { size } from "../../../graph/graph.ts";
import { type Convolution, convolutionOf, geometryOf, inputGradientOf } from "../../../ops/conv2d/geometry.ts";
import { finishing } from "../../../ops/conv2d/wgsl.ts";
import type { AttributesOf } from "../../../ops/operations.ts";
import type { Finish } from "../../call.ts";
import type { Kernel } from "../kernel.ts";
import { kernel } from "../kernel.ts";
import * as direct from "./direct.ts";
import type { ConvolutionForm, FilterGradientForm } from "./form.ts";
import {
  as,
  channelsOf,
  channelWidth,
  createWorkspace,
  elementOf,
  type Lowering,
  type Operand,
  type Target,
} from "./lowering.ts";
import { ending } from "./pointwise.ts";
import { rowSums } from "./row-sums.ts";
import * as tiled from "./tiled.ts";
import * as winograd from "./winograd.ts";

/** Of the forms of a convolution the first that suits it is taken. */
type Forms = { readonly convolutions: readonly ConvolutionForm[]; readonly filterGradient: FilterGradientForm };

/** By what computes: a GPU's workgroups share what they read, a CPU that stands in for one has caches. */
const forms: Readonly<Record<Target["processor"], Forms>> = {
  gpu: { convolutions: [tiled.convolution], filterGradient: tiled.filterGradient },
  cpu: { convolutions: [winograd.convolution, direct.convolution], filterGradient: direct.filterGradient },
};

export const conv2d: Lowering<AttributesOf<"conv2d">> = ({ inputs, outputs, attributes, finish }, target) => {
  const [x, w] = inputs as [Operand, Operand];
  const [y] = outputs as [Operand];
  return convolve("conv2d", target, x, w, y, convolutionOf(x.shape, w.shape, y.shape, attributes), finish);
};

/** The launch's last ops finish zeros too: pixels that meet no tap. */
export const conv2dInputGradient: Lowering<AttributesOf<"conv2dInputGradient">> = (call, target) => {
  const { inputs, outputs, attributes, finish } = call;
  const [dy, w] = inputs as [Operand, Operand];
  const [dx] = outputs as [Operand];
  return inputGradientOf(dy.shape, w.shape, dx.shape, attributes).flatMap((part) =>
    convolve("conv2dInputGradient", target, dy, w, dx, part, finish),
  );
};

export const conv2dFilterGradient: Lowering<AttributesOf<"conv2dFilterGradient">> = (call, target) => {
  const [x, dy] = call.inputs as [Operand, Operand];
  const [dw] = call.outputs as [Operand];
  const geometry = geometryOf(x.shape, dw.shape, dy.shape, call.attributes);
  const { splits, ...shader } = forms[target.processor].filterGradient(geometry, target.choose);
  const workspace = createWorkspace();
  const elements = size(dw.shape);
  const partial = splits === 1 ? as("f32", dw) : workspace("f32", splits * elements);
  const parts = kernel({
    name: "conv2dFilterGradient",
    buffers: { x: channelsOf(x), dy: channelsOf(dy), partial },
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

/** The kernels of one convolution: what makes its operands ready, and what ends with its sums, which the launch's last ops finish. */
function convolve(
  name: string,
  { processor, choose }: Target,
  x: Operand,
  w: Operand,
  y: Operand,
  convolution: Convolution,
  finish: readonly Finish<Operand>[],
): readonly Kernel[] {
  const { geometry, destination } = convolution;
  const form = forms[processor].convolutions.find(({ suits }) => suits(geometry))!;
  const { before, buffers, ...shader } = form.stages(x, w, convolution, choose);
  const end = ending(finish, y, channelWidth(y));
  const last = kernel<string>({
    name,
    buffers: { ...buffers, ...end.buffers, y: channelsOf(y) },
    ...shader,
    module: (arrays) =>
      [
        `alias T = ${elementOf(channelWidth(y))};`,
        finishing(arrays.y!, geometry, destination, end.text(arrays, { unit: "unit", channel: "channel" })),
      ].join("\n"),
  });
  return [...before, last];
}
