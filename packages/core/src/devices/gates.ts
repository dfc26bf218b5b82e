// From gates by name to the vector that a device reads.
import { DeviceError } from "../errors.ts";
import type { Graph } from "../graph/graph.ts";

/** Gate values by name; a gate that is not named is 1. */
export type Gates = Readonly<Record<string, number>>;

/** A copy of `values`, a gate vector of `graph`. Throws a DeviceError where it is not as long as that. */
export function checkedGates({ gates }: Pick<Graph, "gates">, values: Float32Array): Float32Array {
  if (values.length === 2 * gates.length) return values.slice();
  throw new DeviceError(
    `This program has ${gates.length} gates and takes ${2 * gates.length} numbers, got ${values.length}: make them by gateVector().`,
  );
}

/**
 * The gate vector of `graph`: for each gate its forward value f, then the product f·b with its backward value.
 * Throws a DeviceError for a name that the graph does not have.
 */
export function gateVector(graph: Pick<Graph, "gates">, forward: Gates = {}, backward: Gates = {}): Float32Array {
  for (const name of [...Object.keys(forward), ...Object.keys(backward)]) {
    if (!graph.gates.includes(name)) {
      throw new DeviceError(`There is no gate "${name}". This program's gates: ${graph.gates.join(", ") || "none"}.`);
    }
  }
  return Float32Array.from(
    graph.gates.flatMap((name) => {
      const value = forward[name] ?? 1;
      return [value, value * (backward[name] ?? 1)];
    }),
  );
}
