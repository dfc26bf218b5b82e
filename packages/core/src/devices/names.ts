// What every device checks before it copies.
import { DeviceError } from "../errors.ts";
import { type Graph, size, type Value } from "../graph/graph.ts";

/** The value that `write(name, data)` fills: an input or a state. */
export function writable(graph: Graph, name: string, data: { readonly length: number }): Value {
  const value = graph.inputs.get(name) ?? graph.states.get(name)?.initial;
  if (!value) throw new DeviceError(`The program has no input or state "${name}".`);
  if (size(value.shape) !== data.length) {
    throw new DeviceError(`"${name}" is [${value.shape}], ${size(value.shape)} numbers; got ${data.length}.`);
  }
  return value;
}

/** The value that `read(name)` returns: an output or a state (whose place is that of its initial value). */
export function readable(graph: Graph, name: string): Value {
  const value = graph.outputs.get(name) ?? graph.states.get(name)?.initial;
  if (!value) throw new DeviceError(`The program has no output or state "${name}".`);
  return value;
}
