// One op on the reference device, for the tests of the ops' meaning.
import { createReferenceDevice } from "../devices/reference/reference.ts";
import type { DataType, Shape } from "../graph/graph.ts";
import { plan } from "../plan/plan.ts";
import { caseGraph } from "../testing/conformance.ts";
import type { AttributesOf, OperationName } from "./operations.ts";

/** An input: its numbers in row-major order and its shape; f32 where it names no other type. */
export type Given = { readonly shape: Shape; readonly data: readonly number[]; readonly dtype?: DataType };

const arrays = { f32: Float32Array, i32: Int32Array, u8: Uint8Array };

/** An input of `shape` that holds `data`. */
export const tensor = (shape: Shape, ...data: number[]): Given => ({ shape, data });

/** An i32 vector. */
export const integers = (...data: number[]): Given => ({ shape: [data.length], data, dtype: "i32" });

/** A u8 input of `shape`. */
export const bytes = (shape: Shape, ...data: number[]): Given => ({ shape, data, dtype: "u8" });

/** An input of `shape` whose numbers do not matter. */
export const zeros = (...shape: number[]): Given => ({ shape, data: Array(shape.reduce((a, b) => a * b, 1)).fill(0) });

/** Each output of the op on `inputs`, computed in float64. Rejects with the GraphError of inputs that do not fit. */
export async function compute<Name extends OperationName>(
  op: Name,
  inputs: readonly Given[],
  attributes: AttributesOf<Name>,
): Promise<number[][]> {
  const operands = inputs.map(({ shape, data, dtype = "f32" }) => ({
    shape,
    data: arrays[dtype].from(data),
  }));
  const graph = caseGraph({ op, title: "", inputs: operands, attributes });
  const device = createReferenceDevice({ fill: Number.NaN });
  const executable = await device.load(plan(graph, device.capabilities));
  for (const [index, { data }] of operands.entries()) await executable.write(`input${index}`, data);
  await executable.run();
  const results: number[][] = [];
  for (const name of graph.outputs.keys()) results.push([...(await executable.read(name))]);
  return results;
}
