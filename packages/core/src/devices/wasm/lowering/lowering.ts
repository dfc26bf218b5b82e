// How a launch of the program becomes rows of the table that the threads walk.
import { size, type Value } from "../../../graph/graph.ts";
import type { Call as DeviceCall } from "../../call.ts";

/** A value of a launch and where it lies. */
export type Operand = Value & { readonly address: number };

/** A launch of the program with its operands. */
export type Call<Attributes> = DeviceCall<Attributes, Operand>;

/** A kernel's number, then its arguments, 32-bit words as the kernel's comment lists them. All threads meet after each row. */
export type Row = readonly number[];

/**
 * What a launch does: its phases, the bytes that they share, and the bytes that each thread needs for itself. What the first phases
 * prepare from parameters alone is done once for all runs, where nothing in the program changes these.
 */
export type Lowered = {
  readonly preparation?: readonly Row[];
  readonly rows: readonly Row[];
  readonly workspace?: number;
  readonly scratch?: number;
};

/** Gives an address to what a launch prepares from `values`, `bytes` bytes in all. */
export type Prepare = (bytes: number, values: readonly Operand[]) => number;

/** The rows of an op. */
export type Lowering<Attributes> = (call: Call<Attributes>, prepare: Prepare) => Lowered;

/** How kernels finish a result: the address of what is added (0: nothing), and the least value. */
export type Ending = { readonly addend: number; readonly floor: number };

/** The ending that an addition and a rectifier among the last ops of a launch make. */
export const endingOf = ({ finish }: Call<object>): Ending => ({
  addend: finish.find(({ op }) => op === "sum")?.inputs[0]?.address ?? 0,
  floor: float(finish.some(({ op }) => op === "relu") ? 0 : -Infinity),
});

const word = new DataView(new ArrayBuffer(4));

/** The bits of a float32, as an argument. */
export function float(value: number): number {
  word.setFloat32(0, value);
  return word.getUint32(0);
}

/** Elementwise kernels work on units of 64 bytes; every value owns the whole of its last one. */
export const units = ({ shape }: Operand): number => Math.ceil(size(shape) / 16);

/** `value` rounded up to a multiple of `step`. */
export const roundUp = (value: number, step: number): number => Math.ceil(value / step) * step;

/** Lays ranges of bytes out one after the other, each at a multiple of 64. */
export function createLayout(): { take(bytes: number): number; bytes(): number } {
  let end = 0;
  return {
    take(bytes) {
      const start = end;
      end = roundUp(end + bytes, 64);
      return start;
    },
    bytes: () => end,
  };
}
