// The WebAssembly device: the CPU's SIMD kernels, on as many threads as there are processors.
import { DeviceError } from "../../errors.ts";
import type { Device, DeviceFactory } from "../device.ts";
import { createLoaded } from "../loaded.ts";
import { createExecutable, mostBytes } from "./executable.ts";
import { createImage } from "./image.ts";
import { fusions } from "./lowering/table.ts";
import { type BinarySource, compileModule, type ModuleKind } from "./modules.ts";
import { measurePeak } from "./peak.ts";
import { createAlone } from "./runner.ts";
import { canShareMemory, processors } from "./threads/platform.ts";
import { Team } from "./threads/team.ts";

/** Options of the wasm device. */
export type WasmOptions = {
  /**
   * Number of threads, by default the number of processors, or 1 where memory cannot be shared (a page that is not cross-origin
   * isolated). One thread is the caller's own; more are workers. Results are the same bits for any number.
   */
  readonly threads?: number;
  /** The build to use; by default the best that the engine understands. Their results differ in the last bits. */
  readonly module?: ModuleKind;
  /** Gives a build's bytes where they are served as files ("@unravel/core/wasm/relaxed.wasm", "plain.wasm") instead of inlined. */
  readonly binary?: BinarySource;
  /** Makes a worker from this package's "wasm-worker", where a content security policy forbids inlined ones. */
  readonly createWorker?: () => Worker;
  /** What fresh memory holds, 0 by default. Tests take NaN: whatever is read before it is written then shows. */
  readonly fill?: number;
};

/** A glance at the barrier takes some nanoseconds, a sleep some microseconds. */
const glances = 2000;

/** Opens the device. Throws a DeviceError where the engine has no SIMD, or no memory for the threads that were asked for. */
export async function createWasmDevice(options: WasmOptions = {}): Promise<Device> {
  const cores = processors();
  const threads = options.threads ?? (canShareMemory() ? Math.min(cores, mostThreads) : 1);
  checkThreads(threads);
  const kinds = options.module ? [options.module] : (["relaxed", "plain"] as const);
  const { kind, module } = await compileModule(kinds, threads > 1, options.binary);
  const runner =
    threads > 1
      ? new Team({ threads, ...(options.createWorker ? { createWorker: options.createWorker } : {}) })
      : createAlone();
  const loaded = createLoaded();
  const spins = threads > cores ? 0 : glances;
  return {
    name: "wasm",
    description: `WebAssembly, ${kind} SIMD, ${threads} thread${threads > 1 ? "s" : ""}`,
    capabilities: {
      alignment: 64,
      slabBytes: mostBytes,
      memoryBytes: mostBytes,
      floatBytes: 4,
      fusions,
      programBytes: (program) => createImage(program, threads, 0).bytes,
    },
    lost: runner.lost,
    threads,
    peak: () => measurePeak(module, runner, spins),
    async load(program) {
      return loaded.keep(createExecutable(program, { module, runner, spins, fill: options.fill ?? 0 }));
    },
    async dispose() {
      loaded.dispose();
      await runner.dispose();
    },
  };
}

/** A factory of wasm devices with `options`. */
export const createWasm = (options: WasmOptions = {}): DeviceFactory => ({
  name: "wasm",
  open: () => createWasmDevice(options),
});

/** The factory of the wasm device. */
export const wasm: DeviceFactory = createWasm();

/** More would take longer to start than they could save. */
const mostThreads = 256;

function checkThreads(threads: number): void {
  if (!Number.isInteger(threads) || threads < 1 || threads > mostThreads) {
    throw new DeviceError(`The wasm device runs on 1 to ${mostThreads} threads, got ${threads}.`);
  }
  if (threads > 1 && !canShareMemory()) {
    throw new DeviceError(
      `${threads} threads need shared memory, and this page is not cross-origin isolated: serve it with the headers Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp, or use one thread.`,
    );
  }
}
