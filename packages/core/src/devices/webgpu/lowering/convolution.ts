// Convolutions: the three ops as convolutions and filter gradients of geometries.
import { size } from "../../../graph/graph.ts";
import { type Convolution, convolutionOf, geometryOf, inputGradientOf } from "../../../ops/conv2d/geometry.ts";
import { finishing } from "../../../ops/conv2d/wgsl.ts";
import type { AttributesOf } from "../../../ops/operations.ts";
import type { Finish } from "../../call.ts";
import type { Kernel } from "../kernel.ts";
import { kernel } from "../kernel.ts";
import { direct } from "./direct.ts";
import { arrangeFilter } from "./filter.ts";
import type { Form } from "./form.ts";
import { as, channelWidth, createWorkspace, elementOf, type Lowering, type Operand, type Target } from "./lowering.ts";
import { ending } from "./pointwise.ts";
import { rowSums } from "./row-sums.ts";
import { tiled } from "./tiled.ts";

/** By what computes: a GPU's workgroups share what they read, a CPU that stands in for one has caches. */
const forms: Readonly<Record<Target["processor"], Form>> = { gpu: tiled, cpu: direct };

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
  w: Operand,
  y: Operand,
  { geometry, order, destination }: Convolution,
  finish: readonly Finish<Operand>[],
): readonly Kernel[] {
  const { buffer, kernels } = arrangeFilter(w, order, geometry);
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
