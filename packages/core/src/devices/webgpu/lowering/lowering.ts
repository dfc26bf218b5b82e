// How a launch of the program becomes kernels.
import type { Node, Value, ValueType } from "../../../graph/graph.ts";
import type { AttributesOf, OperationName } from "../../../ops/operations.ts";
import { channels } from "../../../ops/shapes.ts";
import type { Buffer, Element, Kernel, Place } from "../kernel.ts";
import type { ChooseTile } from "./tiles.ts";

/** A value of a launch and where it lies: in f16 times `scale`, where there is one. */
export type Operand = ValueType & { readonly place: Place; readonly scale?: number | undefined };

/**
 * A launch with its operands, and the ops of the same launch that finish its result: outputs[0] is what the last of them gives; their own
 * inputs and outputs are without what is passed on.
 */
export type Call<Attributes> = {
  readonly inputs: readonly Operand[];
  readonly outputs: readonly Operand[];
  readonly attributes: Attributes;
  readonly finish: readonly Finish[];
};

/** An op that finishes the result of another. */
export type Finish = {
  readonly [Name in OperationName]: {
    readonly op: Name;
    readonly inputs: readonly Operand[];
    readonly outputs: readonly Operand[];
    readonly attributes: AttributesOf<Name>;
  };
}[OperationName];

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

/** The nodes of a launch as a call. */
export function callOf(nodes: readonly Node[], locate: (value: Value) => Operand): Call<object> {
  const [first, ...rest] = nodes as [Node, ...Node[]];
  const result = nodes.at(-1)!.outputs[0]!;
  return {
    inputs: first.inputs.map(locate),
    outputs: [result, ...first.outputs.slice(1)].map(locate),
    attributes: first.attributes,
    finish: rest.map(({ op, inputs, outputs, attributes }, index) => ({
      op: op as OperationName,
      inputs: inputs.filter((input) => input !== nodes[index]!.outputs[0]).map(locate),
      outputs: outputs.slice(1).map(locate),
      attributes,
    })) as Finish[],
  };
}

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
