// Who walks a program: the caller's own thread, or a team of workers.
import { DeviceError } from "../../errors.ts";

/** A program in a runner's memory. */
export type LoadedProgram = {
  /** Walks the table once; rejects with a DeviceError where a thread fails. */
  run(): Promise<void>;
  /** Forgets the program. */
  drop(): void;
};

/** Something that walks programs. */
export type Runner = {
  readonly threads: number;
  /** Resolves with the reason when nothing can be run any more. */
  readonly lost: Promise<string>;
  load(module: WebAssembly.Module, memory: WebAssembly.Memory): LoadedProgram;
  dispose(): Promise<void>;
};

/** The caller's own thread: the only one there is where memory cannot be shared. */
export function createAlone(): Runner {
  return {
    threads: 1,
    lost: new Promise(() => {}),
    load(module, memory) {
      const { exports } = new WebAssembly.Instance(module, { env: { memory, now: () => performance.now() } });
      // Forgotten when the program is dropped: it holds the memory.
      let walk: ((thread: number, threads: number) => number) | undefined = exports.walk as typeof walk;
      return {
        async run() {
          try {
            walk?.(0, 1);
          } catch (cause) {
            throw new DeviceError(`The wasm device failed: ${cause}.`, { cause });
          }
        },
        drop() {
          walk = undefined;
        },
      };
    },
    dispose: async () => {},
  };
}
