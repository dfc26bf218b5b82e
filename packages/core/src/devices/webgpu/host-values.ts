// What the host changes from run to run, the gates and small inputs, in one small buffer: all that changed goes out in one write.
import { type Graph, size, type Value } from "../../graph/graph.ts";
import type { PlacedProgram } from "../../plan/program.ts";
import type { Numbers } from "../device.ts";
import { arrays } from "./arrays.ts";
import type { Place } from "./kernel.ts";

/** Inputs of more bytes are written by themselves. */
const mostBytes = 2 ** 16;

const alignment = 256;
const aligned = (bytes: number): number => Math.ceil(bytes / alignment) * alignment;

/** Where these values lie in their buffer: small inputs by id, then the gates. */
export type HostLayout = {
  readonly inputs: ReadonlyMap<number, Place>;
  readonly gates: { readonly offset: number; readonly bytes: number };
  readonly bytes: number;
};

/** Lays the small inputs of a graph out, and its gates. */
export function hostLayout({ inputs, gates }: Graph): HostLayout {
  const places = new Map<number, Place>();
  let end = 0;
  for (const { id, shape, dtype } of inputs.values()) {
    const bytes = aligned(size(shape) * (dtype === "u8" ? 1 : 4));
    if (bytes > mostBytes) continue;
    places.set(id, { buffer: "host", offset: end, bytes });
    end += bytes;
  }
  const bytes = Math.max(8, 8 * gates.length);
  return { inputs: places, gates: { offset: end, bytes }, bytes: end + aligned(bytes) };
}

/** Where each value of a program lies on the GPU. */
export function placesOf({ graph, placements }: PlacedProgram): (value: Value) => Place {
  const { inputs } = hostLayout(graph);
  return ({ id }) => {
    const { slab, offset, bytes } = placements[id]!;
    return inputs.get(id) ?? { buffer: slab, offset, bytes };
  };
}

/** The host's copy of the buffer. */
export type HostValues = {
  /** Changes the value at `place`. */
  write(place: Place, value: Value, data: Numbers): void;
  writeGates(gates: Float32Array): void;
  /** Sends what was changed since the last time. */
  flush(): void;
};

/** Values that are zeros, in the buffer too. */
export function createHostValues(device: GPUDevice, buffer: GPUBuffer, { gates }: HostLayout): HostValues {
  const copy = new ArrayBuffer(buffer.size);
  let changed = true;
  return {
    write({ offset }, { dtype }, data) {
      new arrays[dtype](copy, offset, data.length).set(data);
      changed = true;
    },
    writeGates(values) {
      new Float32Array(copy, gates.offset, values.length).set(values);
      changed = true;
    },
    flush() {
      if (changed) device.queue.writeBuffer(buffer, 0, copy);
      changed = false;
    },
  };
}
