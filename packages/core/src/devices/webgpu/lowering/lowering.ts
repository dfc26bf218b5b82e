// How a launch of the program becomes kernels.
import type { ValueType } from "../../../graph/graph.ts";
import { channels } from "../../../ops/shapes.ts";
import type { Call as DeviceCall } from "../../call.ts";
import type { Buffer, Element, Kernel, Place } from "../kernel.ts";
import type { ChooseTile } from "./tiles.ts";

/** A value of a launch and where it lies: in f16 times `scale`, where there is one. */
export type Operand = ValueType & { readonly place: Place; readonly scale?: number | undefined };

/** A launch of the program with its operands. */
export type Call<Attributes> = DeviceCall<Attributes, Operand>;

/** What kernels need to know of the GPU. */
export type Target = {
  /** The most buffers that a kernel may bind. */
  readonly buffers: number;
  /** What computes: a GPU, or a CPU that stands in for one. */
  readonly processor: "gpu" | "cpu";
  /** How many adjacent lanes can read each other's registers, a power of two; 1 where they cannot. */
  readonly subgroup: number;
  /** Which tiles a GPU's convolutions take. */
  readonly choose: ChooseTile;
};

/** The kernels of an op, in order; each sees what those before it wrote. */
export type Lowering<Attributes> = (call: Call<Attributes>, target: Target) => readonly Kernel[];

/** The operand as an array whose elements are `element`s to those who compute. */
export const as = (element: Element, { place, scale }: Operand): Buffer =>
  scale === undefined ? { element, place } : { element: narrowed[element] ?? element, place, scale };

/** How f16 values are stored. */
const narrowed: Readonly<Partial<Record<Element, Element>>> = { f32: "f16", vec4f: "vec4h" };

/** The gate vector. */
export const gateVector: Buffer = { element: "f32", place: { buffer: "gates", offset: 0, bytes: 0 } };

const alignment = 256;

/** Ranges of what the kernels of a launch share, one after the other; like the planner's, they end behind whole vectors. */
export function createWorkspace(): (element: Element, count: number) => Buffer {
  let end = 0;
  return (element, count) => {
    const bytes = Math.ceil((count * (element === "vec4f" ? 16 : 4)) / alignment) * alignment;
    const place = { buffer: "workspace", offset: end, bytes } as const;
    end += bytes;
    return { element, place };
  };
}

/** How many floats a kernel handles as one: vectors are read and written at once. */
export type Width = 1 | 4;

/** The type of `width` floats. */
export const elementOf = (width: Width): "f32" | "vec4f" => (width === 4 ? "vec4f" : "f32");

/** The width at which every pixel's channels are whole units. */
export const channelWidth = ({ shape }: ValueType): Width => (channels(shape) % 4 === 0 ? 4 : 1);

/** The operand with as many of its channels at once as divide them. */
export const channelsOf = (operand: Operand): Buffer => as(elementOf(channelWidth(operand)), operand);
