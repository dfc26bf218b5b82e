// Calls without a program, for tests of kernels' texts.
import type { Place } from "./kernel.ts";
import type { Call, Operand, Target } from "./lowering/lowering.ts";
import { byTable } from "./lowering/tiles.ts";

export const place = (offset: number, bytes = 256): Place => ({ buffer: 0, offset, bytes });
export const operand = (offset: number, ...shape: number[]): Operand => ({ shape, dtype: "f32", place: place(offset) });
export const call = <A>(
  attributes: A,
  inputs: Operand[],
  outputs: Operand[],
  finish: Call<A>["finish"] = [],
): Call<A> => ({
  inputs,
  outputs,
  attributes,
  finish,
});
export const target: Target = { buffers: 8, processor: "gpu", subgroup: 1, choose: byTable };
