// The reference device: says what every op means. Slow and exact; for tests and for arguments about numbers.
import type { Value } from "../../graph/graph.ts";
import type { OperationName } from "../../ops/operations.ts";
import type { Program } from "../../plan/program.ts";
import type { Device, DeviceFactory, Executable } from "../device.ts";
import { checkedGates, gateVector } from "../gates.ts";
import { readable, writable } from "../names.ts";
import type { Elements, Kernel } from "./kernel.ts";
import { referenceKernels } from "./kernels.ts";

/** Options of the reference device. */
export type ReferenceOptions = {
  /** What fresh memory holds, 0 by default. Tests take NaN: whatever is read before it is written then shows. */
  readonly fill?: number;
};

/** Opens the float64 reference device. */
export function createReferenceDevice({ fill = 0 }: ReferenceOptions = {}): Device {
  return {
    name: "reference",
    description: "plain loops in float64, one thread",
    capabilities: { alignment: 8, slabBytes: 2 ** 32, memoryBytes: 2 ** 34, floatBytes: 8 },
    load: async (program) => createExecutable(program, fill),
    lost: new Promise(() => {}),
    dispose: async () => {},
  };
}

/** The factory of the reference device; never chosen by itself. */
export const reference: DeviceFactory = { name: "reference", open: async () => createReferenceDevice() };

function createExecutable(program: Program, fill: number): Executable {
  const { graph } = program;
  const slabs = program.slabs.map((bytes) => new ArrayBuffer(bytes));
  for (const slab of slabs) new Float64Array(slab, 0, slab.byteLength >> 3).fill(fill);
  const arrays = graph.values.map((value) => view(slabs, program, value));
  for (const { initial } of graph.states.values()) arrays[initial.id]!.fill(0);
  for (const value of graph.inputs.values()) arrays[value.id]!.fill(0);
  const updatedStates = [...graph.states.values()].filter(({ initial, updated }) => initial !== updated);
  let gates = gateVector(graph);

  return {
    program,
    async write(name, data) {
      arrays[writable(graph, name, data).id]!.set(data);
    },
    writeGates(values) {
      gates = checkedGates(graph, values);
    },
    async run() {
      for (const { op, inputs, outputs, attributes, region } of program.launches) {
        if (region !== undefined && gates[region] === 0) continue;
        const kernel = referenceKernels[op as OperationName] as Kernel<object>;
        kernel({
          inputs: inputs.map(({ id }) => arrays[id]!),
          outputs: outputs.map(({ id }) => arrays[id]!),
          inputTypes: inputs,
          outputTypes: outputs,
          attributes,
          gates,
        });
      }
      for (const { initial } of updatedStates) roundToFloat32(arrays[initial.id]!);
    },
    read: async (name) => arrays[readable(graph, name).id]!.slice(),
    dispose() {
      arrays.length = 0;
      slabs.length = 0;
    },
  };
}

/** What lives across runs is float32 on every device: a checkpoint then holds it exactly, and a run goes on with the same bits. */
function roundToFloat32(state: Elements): void {
  for (let i = 0; i < state.length; i++) state[i] = Math.fround(state[i]!);
}

const arrays = { f32: Float64Array, i32: Int32Array, u8: Uint8Array };

function view(slabs: readonly ArrayBuffer[], program: Program, { id, shape, dtype }: Value): Elements {
  const { slab, offset } = program.placements[id]!;
  const length = shape.reduce((product, n) => product * n, 1);
  return new arrays[dtype](slabs[slab]!, offset, length);
}
