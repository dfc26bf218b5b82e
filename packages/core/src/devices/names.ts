// What every device checks before it copies.
import { DeviceError } from "../errors.ts";
import { type DataType, type Graph, size, type Value } from "../graph/graph.ts";
import type { Numbers } from "./device.ts";

/** The arrays that a value can be filled from. */
const accepted: Readonly<Record<DataType, readonly string[]>> = {
  f32: ["Float32Array", "Float64Array"],
  i32: ["Int32Array"],
  u8: ["Uint8Array"],
};

/** The value that `write(name, data)` fills: an input or a state. Throws a DeviceError where `data` is not of its size and type. */
export function writable(graph: Graph, name: string, data: Numbers): Value {
  const value = fillable(graph, name, data.length);
  const [type, fitting] = [data[Symbol.toStringTag], accepted[value.dtype]];
  if (!fitting.includes(type)) {
    throw new DeviceError(`"${name}" is ${value.dtype} and takes ${fitting.join(" or ")}, got ${type}.`);
  }
  return value;
}

/** The input or state called `name`. Throws a DeviceError unless there is one, of `length` numbers. */
export function fillable(graph: Graph, name: string, length: number): Value {
  const value = graph.inputs.get(name) ?? graph.states.get(name)?.initial;
  if (!value) throw new DeviceError(`The program has no input or state "${name}".`);
  if (size(value.shape) !== length) {
    throw new DeviceError(`"${name}" is [${value.shape}], ${size(value.shape)} numbers; got ${length}.`);
  }
  return value;
}

/** The value that `read(name)` returns: an output or a state (whose place is that of its initial value). */
export function readable(graph: Graph, name: string): Value {
  const value = graph.outputs.get(name) ?? graph.states.get(name)?.initial;
  if (!value) throw new DeviceError(`The program has no output or state "${name}".`);
  return value;
}
