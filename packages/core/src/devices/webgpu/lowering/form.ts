// The forms that a convolution's kernels can have.
import type { Convolution, Geometry } from "../../../ops/conv2d/geometry.ts";
import type { Arrays, Buffers, Kernel, KernelParts, Shared } from "../kernel.ts";
import type { Operand } from "./lowering.ts";
import type { ChooseTile } from "./tiles.ts";

/** A kernel without its buffers. */
export type Shader<Name extends string> = Required<Pick<KernelParts<Name>, "lanes" | "groups" | "body">> & {
  readonly shared: Shared;
  /** The choice that its tile is of, if there is one. */
  readonly choice?: string;
};

/** The kernels of a convolution: those that come `before`, and the last, whose sums go to `finish` (see ops/conv2d/wgsl.ts). */
export type Stages = Shader<string> & { readonly before: readonly Kernel[]; readonly buffers: Buffers<string> };

/** How convolutions are computed. */
export type ConvolutionForm = {
  /** Whether the form can compute such a convolution, and is the faster one. */
  readonly suits: (g: Geometry) => boolean;
  /** The convolution of x with the filter w. */
  readonly stages: (x: Operand, w: Operand, convolution: Convolution, choose: ChooseTile) => Stages;
};

/** How filters' gradients are computed: sums over `splits` parts of the pixels, to partial [splits][taps][inputs][outputs]. */
export type FilterGradientForm = (
  g: Geometry,
  choose: ChooseTile,
) => Shader<"x" | "dy" | "partial"> & { readonly splits: number };

const lanes = 64;

/** The shader of `count` lanes that do not meet; they know their number as `i`. */
export const eachLane = <Name extends string>(
  count: number,
  body: (arrays: Arrays<Name>) => string,
): Omit<Shader<Name>, "choice"> => ({
  lanes,
  groups: Math.ceil(count / lanes),
  shared: {},
  body: (arrays) => `
let i = group * ${lanes}u + lane;
if (i >= ${count}u) { return; }
${body(arrays)}`,
});
