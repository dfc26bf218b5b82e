// Parameters and other states between records in torch's layout and a loaded program.
import type { Executable, Layout, Numbers, Parameters, Tensor } from "@unravel/core";
import { matchParameters } from "./weights/index.ts";

/** Moves element (o, i, h, w) of an OIHW array to (h, w, i, o), or back. */
function permuteFilters(data: Numbers, hwio: readonly number[], toHwio: boolean): Float32Array {
  const [kernelHeight, kernelWidth, inputs, outputs] = hwio as [number, number, number, number];
  const out = new Float32Array(data.length);
  let inner = 0;
  for (let h = 0; h < kernelHeight; h++) {
    for (let w = 0; w < kernelWidth; w++) {
      for (let i = 0; i < inputs; i++) {
        for (let o = 0; o < outputs; o++) {
          const outer = ((o * inputs + i) * kernelHeight + h) * kernelWidth + w;
          if (toHwio) out[inner++] = data[outer]!;
          else out[outer] = data[inner++]!;
        }
      }
    }
  }
  return out;
}

/** OIHW shape of an HWIO one. */
const torchShape = ([h, w, i, o]: readonly number[]): number[] => [o!, i!, h!, w!];

/** Which states have to be written. */
export type WriteOptions = {
  /** Leaves the states that are not named as they are: 0 in a program just loaded. Default false: all have to be named. */
  readonly partial?: boolean;
};

/**
 * Fills the states of `executable` from `record`; names that are no state of the program are passed over. Throws a
 * WeightsError, with nothing written, that lists the states that are missing or of another shape.
 */
export async function writeStates(
  executable: Executable,
  record: Parameters,
  { partial = false }: WriteOptions = {},
): Promise<void> {
  const { states } = executable.program.graph;
  const named = [...states].filter(([name]) => Object.hasOwn(record, name));
  const expected = (partial ? named : [...states]).map(([name, { initial, layout }]) => ({
    name,
    shape: layout === "HWIO" ? torchShape(initial.shape) : initial.shape,
  }));
  matchParameters(expected, Object.fromEntries(named.map(([name]) => [name, record[name]!])));
  for (const [name, { initial, layout }] of named) {
    const { data } = record[name]!;
    await executable.write(name, layout === "HWIO" ? permuteFilters(data, initial.shape, true) : data);
  }
}

/** A host's copy of a device's array as a tensor in torch's layout. */
const toTensor = (data: Numbers, shape: readonly number[], layout: Layout): Tensor =>
  layout === "HWIO"
    ? { shape: torchShape(shape), data: permuteFilters(data, shape, false) }
    : { shape, data: Float32Array.from(data) };

/** Copies states out of `executable` in torch's layout: all of them, or those that `wanted` accepts. */
export async function readStates(
  executable: Executable,
  wanted: (name: string) => boolean = () => true,
): Promise<Record<string, Tensor>> {
  const record: Record<string, Tensor> = {};
  for (const [name, { initial, layout }] of executable.program.graph.states) {
    if (wanted(name)) record[name] = toTensor(await executable.read(name), initial.shape, layout);
  }
  return record;
}

/** Copies the gradients of a training graph's last step (option `gradients`), by parameter name, in torch's layout. */
export async function readGradients(executable: Executable): Promise<Record<string, Tensor>> {
  const record: Record<string, Tensor> = {};
  for (const [name, { initial, layout }] of executable.program.graph.states) {
    const output = gradientName(name);
    if (!executable.program.graph.outputs.has(output)) continue;
    record[name] = toTensor(await executable.read(output), initial.shape, layout);
  }
  return record;
}

/** What a training graph calls the gradient of the parameter `name`. */
export const gradientName = (name: string): string => `gradient.${name}`;
