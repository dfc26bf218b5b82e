// The forms that a convolution's kernels can have.
import type { Geometry } from "../../../ops/conv2d/geometry.ts";
import type { KernelParts, Shared } from "../kernel.ts";
import type { ChooseTile } from "./tiles.ts";

/** A kernel without its buffers. */
type Shader<Name extends string> = Required<Pick<KernelParts<Name>, "lanes" | "groups" | "body">> & {
  readonly shared: Shared;
  /** The choice that its tile is of, if there is one. */
  readonly choice?: string;
};

/** How convolutions are computed. */
export type Form = {
  /** Filters [taps][inputs][outputs], both channels filled up to whole vectors; sums go to `finish` (see ops/conv2d/wgsl.ts). */
  convolution(g: Geometry, choose: ChooseTile): Shader<"x" | "weights">;
  /** Sums over `splits` parts of the pixels, to partial [splits][taps][inputs][outputs]. */
  filterGradient(g: Geometry, choose: ChooseTile): Shader<"x" | "dy" | "partial"> & { readonly splits: number };
};
