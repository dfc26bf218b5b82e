// A program in WebAssembly memory of its own.
import { DeviceError, MemoryError } from "../../errors.ts";
import { type DataType, size, type Value } from "../../graph/graph.ts";
import { formatBytes } from "../../plan/arena.ts";
import type { Program } from "../../plan/program.ts";
import type { Executable } from "../device.ts";
import { checkedGates, gateVector } from "../gates.ts";
import { readable, writable } from "../names.ts";
import { createImage, pageBytes } from "./image.ts";
import * as kernels from "./kernel-ids.ts";
import * as header from "./layout.ts";
import type { Runner } from "./runner.ts";

const kernelNames = new Map(Object.entries(kernels).map(([name, id]) => [id, name]));

type View = Float32Array | Int32Array | Uint8Array;

const views: Readonly<Record<DataType, new (buffer: ArrayBufferLike, address: number, length: number) => View>> = {
  f32: Float32Array,
  i32: Int32Array,
  u8: Uint8Array,
};

/** How an executable is run. */
export type ExecutableOptions = {
  readonly module: WebAssembly.Module;
  readonly runner: Runner;
  /** How often a thread looks at the barrier before it sleeps. */
  readonly spins: number;
  /** What fresh memory holds. */
  readonly fill: number;
};

/** Loads `program`. Throws a MemoryError where its memory cannot be had. */
export function createExecutable(program: Program, { module, runner, spins, fill }: ExecutableOptions): Executable {
  const { graph } = program;
  const { threads } = runner;
  const image = createImage(program, threads, spins);
  let memory: WebAssembly.Memory | undefined = allocate(image.bytes, threads);
  const loaded = runner.load(module, memory);

  const buffer = (): ArrayBufferLike => {
    if (!memory) throw new DeviceError("This program was disposed of: load it again.");
    return memory.buffer;
  };
  const view = (value: Value): View => new views[value.dtype](buffer(), image.addressOf(value), size(value.shape));

  if (fill !== 0) new Float32Array(buffer(), image.gates, (image.bytes - image.gates) / 4).fill(fill);
  for (const { address, words } of image.words) new Int32Array(buffer(), address, words.length).set(words);
  for (const { initial } of graph.states.values()) view(initial).fill(0);
  for (const value of graph.inputs.values()) view(value).fill(0);
  const gates = (): Float32Array => new Float32Array(buffer(), image.gates, 2 * graph.gates.length);
  gates().set(gateVector(graph));

  // What is prepared from parameters is prepared by the first run after one was written.
  let prepared = false;
  const walk = async () => {
    new Uint32Array(buffer())[header.table / 4] = prepared ? image.table.run : image.table.preparation;
    await loaded.run();
    prepared = true;
  };

  return {
    program,
    async write(name, data) {
      view(writable(graph, name, data)).set(data);
      if (graph.states.has(name)) prepared = false;
    },
    writeGates: (values) => gates().set(checkedGates(program.graph, values)),
    run: walk,
    async profile() {
      const ask = (address: number) => {
        new Uint32Array(buffer())[header.stamps / 4] = address;
      };
      const rows = prepared ? image.rows : [...image.preparation, ...image.rows];
      ask(image.stamps);
      await walk();
      ask(0);
      const stamps = new Float64Array(buffer(), image.stamps, rows.length + 1);
      return rows.map(({ launch, kernel }, row) => ({
        launch,
        kernel: kernelNames.get(kernel)!,
        milliseconds: stamps[row + 1]! - stamps[row]!,
      }));
    },
    read: async (name) => view(readable(graph, name)).slice(),
    dispose() {
      if (memory) loaded.drop();
      memory = undefined;
    },
  };
}

/** The most that a memory may have: WebAssembly's 4 GiB less a page, so that the end of the last value is an address, too. */
export const mostBytes: number = 2 ** 32 - pageBytes;

function allocate(bytes: number, threads: number): WebAssembly.Memory {
  if (bytes > mostBytes) {
    throw new MemoryError(
      `This program needs ${formatBytes(bytes)} with ${threads} threads, and WebAssembly has ${formatBytes(mostBytes)}: use a smaller batch or fewer threads.`,
    );
  }
  const pages = bytes / pageBytes;
  try {
    return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: threads > 1 });
  } catch (cause) {
    throw new MemoryError(
      `${formatBytes(bytes)} of memory cannot be had here: give less to train with, or use a smaller batch or a smaller network.`,
      { cause },
    );
  }
}
