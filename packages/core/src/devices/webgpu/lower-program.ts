// A program as kernels.
import type { Value } from "../../graph/graph.ts";
import type { OperationName } from "../../ops/operations.ts";
import type { PlacedProgram } from "../../plan/program.ts";
import type { Kernel, Place } from "./kernel.ts";
import { callOf, type Lowering, type Target } from "./lowering/lowering.ts";
import { lowerings } from "./lowering/table.ts";

/** A kernel of a launch (its index in the program), and the gate that it runs under. */
export type GatedKernel = Kernel & { readonly launch: number; readonly gate: number | undefined };

/** Where a value lies. */
export const placeOf = ({ placements }: PlacedProgram, { id }: Value): Place => {
  const { slab, offset, bytes } = placements[id]!;
  return { buffer: slab, offset, bytes };
};

/** The kernels of all launches, in order, and the bytes that those of one launch share. */
export function lowerProgram(
  program: PlacedProgram,
  target: Target,
): { readonly kernels: readonly GatedKernel[]; readonly workspace: number } {
  const kernels = program.launches.flatMap(({ op, nodes, region }, launch) => {
    const lower = lowerings[op as OperationName] as Lowering<object>;
    const call = callOf(nodes, (value) => placeOf(program, value));
    return lower(call, target).map((kernel): GatedKernel => ({ ...kernel, launch, gate: region }));
  });
  const shared = kernels.flatMap(({ bindings }) => bindings.filter(({ buffer }) => buffer === "workspace"));
  return { kernels, workspace: shared.reduce((most, { offset, bytes }) => Math.max(most, offset + bytes), 0) };
}
