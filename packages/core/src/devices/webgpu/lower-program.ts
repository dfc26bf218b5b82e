// A program as kernels.
import type { Node, Value } from "../../graph/graph.ts";
import type { OperationName } from "../../ops/operations.ts";
import type { Launch, PlacedProgram } from "../../plan/program.ts";
import { callOf } from "../call.ts";
import { placesOf } from "./host-values.ts";
import type { Kernel } from "./kernel.ts";
import { type JoinedLowering, type JoinedName, joinedLowerings } from "./lowering/joined.ts";
import type { Lowering, Operand, Target } from "./lowering/lowering.ts";
import { lowerings } from "./lowering/table.ts";

/** A kernel of a launch (its index in the program), and the gate that it runs under. */
export type GatedKernel = Kernel & { readonly launch: number; readonly gate: number | undefined };

function kernelsOf(
  { op, nodes, independent }: Launch,
  locate: (value: Value) => Operand,
  target: Target,
): readonly Kernel[] {
  const call = (nodes: readonly Node[]) => callOf(nodes, locate);
  if (!independent) return (lowerings[op as OperationName] as Lowering<object>)(call(nodes), target);
  const lower = joinedLowerings[op as JoinedName] as JoinedLowering<object>;
  return lower(
    nodes.map((node) => call([node])),
    target,
  );
}

/** The kernels of all launches, in order, and the bytes that those of one launch share. */
export function lowerProgram(
  program: PlacedProgram,
  target: Target,
): { readonly kernels: readonly GatedKernel[]; readonly workspace: number } {
  const placeOf = placesOf(program);
  const locate = (value: Value): Operand => ({
    ...value,
    place: placeOf(value),
    scale: program.narrow.get(value.id),
  });
  const kernels = program.launches.flatMap((launch, index) =>
    kernelsOf(launch, locate, target).map((kernel): GatedKernel => ({ ...kernel, launch: index, gate: launch.region })),
  );
  const shared = kernels.flatMap(({ bindings }) => bindings.filter(({ buffer }) => buffer === "workspace"));
  return { kernels, workspace: shared.reduce((most, { offset, bytes }) => Math.max(most, offset + bytes), 0) };
}
