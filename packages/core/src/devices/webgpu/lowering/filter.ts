// Filters as the kernels of convolutions read them.
import { size } from "../../../graph/graph.ts";
import type { FilterOrder, Geometry } from "../../../ops/conv2d/geometry.ts";
import { vectors } from "../../../ops/conv2d/wgsl.ts";
import type { Buffer, Kernel } from "../kernel.ts";
import { as, createWorkspace, type Operand } from "./lowering.ts";
import { pointwise } from "./pointwise.ts";

/** The filter as [taps][inputs][outputs] with whole vectors of both channels: as it lies, or rearranged in the workspace. */
export function arrangeFilter(
  value: Operand,
  { first, rowStep, columnStep, inputStep, outputStep }: FilterOrder,
  g: Geometry,
): { readonly buffer: Buffer; readonly kernels: readonly Kernel[] } {
  const unread = g.kernelHeight * g.kernelWidth === 0;
  if (unread || (outputStep === 1 && g.inputs % 4 === 0 && g.outputs % 4 === 0)) {
    return { buffer: as("vec4f", value), kernels: [] };
  }
  const [inputs, outputs] = [4 * vectors(g.inputs), 4 * vectors(g.outputs)];
  const shape = [g.kernelHeight, g.kernelWidth, inputs, outputs];
  const { place } = createWorkspace()("f32", size(shape));
  const arranged = pointwise({
    name: "arrange filter",
    result: { shape, dtype: "f32", place },
    width: 1,
    buffers: { weights: as("f32", value) },
    value: (arrays) => `
let output = i % ${outputs}u;
let input = (i / ${outputs}u) % ${inputs}u;
let tap = i32(i / ${inputs * outputs}u);
if (input < ${g.inputs}u && output < ${g.outputs}u) {
  let at = ${first} + tap / ${g.kernelWidth} * (${rowStep}) + tap % ${g.kernelWidth} * (${columnStep});
  value = ${arrays.weights.at(`u32(at) + input * ${inputStep}u + output * ${outputStep}u`)};
}`,
  });
  return { buffer: { element: "vec4f", place }, kernels: [arranged] };
}
