// How a shortcut follows a change of shape (He et al. 2016a, options A, B, C) as data.
import type { Op } from "./model.ts";

export type ResizeName = "zeros" | "zerosAround" | "projection" | "projectionAlways" | "averagePool";

/** The change of shape that a shortcut has to make. */
export type Change = { readonly in: number; readonly out: number; readonly stride: number };

/** A row: whether it projects, whether it acts where the shape stays as well, and its parameter-free ops. */
export type Resize = {
  readonly projects: boolean;
  readonly everywhere: boolean;
  /** The shortcut's ops where it does not project; a projection's are the block's business (bias, batch norm). */
  readonly ops: (change: Change) => readonly Op[];
};

const padChannels = (stride: number, before: number, after: number): Op => ({
  op: "padChannels",
  stride,
  before,
  after,
});
const zerosAround = (stride: number, added: number): Op =>
  padChannels(stride, Math.floor(added / 2), Math.ceil(added / 2));
const parameterFree = (ops: Resize["ops"]): Resize => ({ projects: false, everywhere: false, ops });
const projection: Resize = { projects: true, everywhere: false, ops: () => [] };

/** The ways to follow a change of shape by name. */
export const resizes: Readonly<Record<ResizeName, Resize>> = {
  /** Option A: every stride-th pixel, zero channels behind. */
  zeros: parameterFree(({ in: from, out, stride }) => [padChannels(stride, 0, out - from)]),
  /** Option A with the new channels half in front and half behind, as in the akamaster checkpoints. */
  zerosAround: parameterFree(({ in: from, out, stride }) => [zerosAround(stride, out - from)]),
  /** Option B: a 1x1 convolution where the shape changes. */
  projection,
  /** Option C: a 1x1 convolution in every block. */
  projectionAlways: { ...projection, everywhere: true },
  /** The mean of each stride x stride square, zero channels half in front and half behind, as in the atreides checkpoints. */
  averagePool: parameterFree(({ in: from, out, stride }) => [
    ...(stride > 1 ? [{ op: "averagePool", kernel: stride, stride } as const] : []),
    ...(out > from ? [zerosAround(1, out - from)] : []),
  ]),
};
