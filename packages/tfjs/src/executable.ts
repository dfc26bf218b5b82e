// A program as tfjs runs it: op by op, each value a tensor that is disposed of after its last reader.
import * as tf from "@tensorflow/tfjs-core";
import {
  checkedGates,
  DeviceError,
  type Executable,
  fillable,
  gateVector,
  type Launch,
  type OperationName,
  type Program,
  readable,
  size,
  writable,
} from "@unravel/core";
import type { Call, KernelTable, TfKernel } from "./kernels/kernel.ts";

/** An executable whose values can come from tfjs and go to it without a copy through the host. */
export interface TfjsExecutable extends Executable {
  readonly program: Program;
  /** An output's or a state's content after the last run, on this device's backend. The caller disposes of it. */
  readTensor(name: string): tf.Tensor;
  /** Fills a float32 input or a state with a copy of `tensor`, which must be of this device's backend. */
  writeTensor(name: string, tensor: tf.Tensor): void;
}

const integerArrays = { i32: Int32Array, u8: Uint8Array };

/** How an executable reaches its backend. */
export type Runner = {
  readonly kernels: KernelTable;
  /** Runs synchronous work with the device's backend active. */
  on<T>(work: () => T): T;
  /** Runs all launches of a step; rejects with a DeviceError where the backend failed without saying so at once. */
  step(work: () => void): Promise<void>;
};

/** Loads `program`; its inputs and states are zeros until they are written. */
export function createExecutable(program: Program, { kernels, on, step }: Runner): TfjsExecutable {
  const { graph, launches } = program;
  const tensors = new Map<number, tf.Tensor>();
  const integers = new Map<number, Int32Array | Uint8Array>();
  let gates = gateVector(graph);

  const states = [...graph.states.values()];
  const inputs = [...graph.inputs.values()];
  const kept = new Set(
    [...inputs, ...states.map(({ initial }) => initial), ...graph.outputs.values()].map(({ id }) => id),
  );

  const put = (id: number, tensor: tf.Tensor) => {
    tensors.get(id)?.dispose();
    tensors.set(id, tensor);
  };
  const drop = (id: number) => {
    tensors.get(id)?.dispose();
    tensors.delete(id);
  };

  const dispose = () => {
    for (const id of [...tensors.keys()]) drop(id);
  };

  const allocate = () => {
    for (const { id, shape, dtype } of [...inputs, ...states.map(({ initial }) => initial)]) {
      if (dtype === "f32") put(id, tf.zeros([...shape]));
      else integers.set(id, new integerArrays[dtype](size(shape)));
    }
  };
  try {
    on(allocate);
  } catch (error) {
    dispose();
    throw error;
  }

  const launch = ({ op, inputs: operands, outputs, attributes, region, releases }: Launch) => {
    if (region === undefined || gates[region] !== 0) {
      const results = compute(kernels[op as OperationName] as TfKernel<object>, op, {
        inputs: operands.filter(({ dtype }) => dtype === "f32").map(({ id }) => tensors.get(id)!),
        integers: operands.filter(({ dtype }) => dtype !== "f32").map(({ id }) => integers.get(id)!),
        outputTypes: outputs,
        attributes,
        gates,
      });
      for (const [index, { id }] of outputs.entries()) put(id, results[index]!);
    }
    for (const id of releases) drop(id);
  };

  /** States take over what was computed for them; where that was skipped they keep what they have. */
  const advance = () => {
    for (const { initial, updated } of states) {
      const next = tensors.get(updated.id);
      if (initial !== updated && next) put(initial.id, tf.clone(next));
    }
  };

  return {
    program,
    async write(name, data) {
      const { id, shape, dtype } = writable(graph, name, data);
      // Copies: the CPU and WebGPU backends keep the array that they are given.
      if (dtype !== "f32") integers.set(id, new integerArrays[dtype](data));
      else on(() => put(id, tf.tensor(new Float32Array(data), [...shape])));
    },
    writeTensor(name, tensor) {
      const { id, shape, dtype } = fillable(graph, name, tensor.size);
      if (dtype !== "f32" || tensor.dtype !== "float32") {
        throw new DeviceError(
          `"${name}" is ${dtype} and the tensor ${tensor.dtype}: only float32 can be written as a tensor; use write().`,
        );
      }
      on(() => put(id, tf.reshape(tensor, [...shape])));
    },
    writeGates(values) {
      gates = checkedGates(graph, values);
    },
    run: () =>
      step(() => {
        try {
          for (const node of launches) launch(node);
          advance();
        } finally {
          for (const id of [...tensors.keys()]) if (!kept.has(id)) drop(id);
        }
      }),
    async read(name) {
      const tensor = tensorOf(name);
      try {
        // A copy: the CPU backend gives its own array away.
        return (await tensor.data<"float32">()).slice();
      } catch (cause) {
        throw new DeviceError(`"${name}" could not be read: ${cause instanceof Error ? cause.message : cause}`, {
          cause,
        });
      }
    },
    readTensor: (name) => on(() => tf.clone(tensorOf(name))),
    dispose,
  };

  function tensorOf(name: string): tf.Tensor {
    const tensor = tensors.get(readable(graph, name).id);
    if (!tensor) throw new DeviceError(`Output "${name}" does not exist before the first run, nor after dispose().`);
    return tensor;
  }
}

/** The kernel's outputs; what else it made is disposed of. Throws a DeviceError that names the op and its shapes. */
function compute(kernel: TfKernel<object>, op: string, call: Call<object>): readonly tf.Tensor[] {
  try {
    return tf.tidy(() => [...kernel(call)]);
  } catch (cause) {
    const shapes = call.outputTypes.map(({ shape }) => `[${shape}]`).join(", ");
    throw new DeviceError(`${op} to ${shapes} failed: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}
