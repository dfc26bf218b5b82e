// tfjs's WebAssembly backend, which computes with XNNPACK's SIMD kernels.
import * as tf from "@tensorflow/tfjs-core";
import { DeviceError } from "@unravel/core";
import { openDevice, synchronous, type TfjsDeviceFactory } from "../device.ts";
import { wasmKernels } from "../kernels/tables.ts";

/** Options of the tfjs-wasm device. */
export type TfjsWasmOptions = {
  /**
   * Where the .wasm files of @tensorflow/tfjs-backend-wasm/dist are: a folder's URL ending in "/", or URLs by file name,
   * of which "tfjs-backend-wasm-simd.wasm" is enough for every engine of today. Node, Deno and Bun find them by
   * themselves; a page must serve them and say where (with Vite, `import url from
   * "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url"`). The first device opened decides.
   */
  readonly wasmPaths?: string | Readonly<Record<string, string>>;
};

/** The files that tfjs insists on hearing of. */
const files = ["tfjs-backend-wasm.wasm", "tfjs-backend-wasm-simd.wasm", "tfjs-backend-wasm-threaded-simd.wasm"];

// The heap ends at 4 GiB. A quarter of it is left for what a launch makes on its way, and for gaps between tensors.
const usable = 3 * 2 ** 30;

/** A factory of "tfjs-wasm" devices. */
export const createTfjsWasm = ({ wasmPaths }: TfjsWasmOptions = {}): TfjsDeviceFactory => ({
  name: "tfjs-wasm",
  open: () =>
    openDevice({
      name: "tfjs-wasm",
      backendName: "wasm",
      kernels: wasmKernels,
      create: async () => ({ backend: await start(wasmPaths), close() {} }),
      describe: () => ({
        ...synchronous,
        description: "TensorFlow.js in WebAssembly, XNNPACK kernels",
        capabilities: { alignment: 16, slabBytes: usable, memoryBytes: usable, floatBytes: 4 },
      }),
    }),
});

/** The factory of "tfjs-wasm" with the .wasm files where the package has them. */
export const tfjsWasm: TfjsDeviceFactory = createTfjsWasm();

async function start(wasmPaths: TfjsWasmOptions["wasmPaths"]): Promise<tf.KernelBackend> {
  const { setWasmPaths } = await import("@tensorflow/tfjs-backend-wasm");
  // Its threads are started from the source text of a function, which a bundler has renamed things in: they would never
  // answer. Nor did they make training faster in Chromium, and Node has none.
  tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
  try {
    if (typeof wasmPaths === "string") setWasmPaths(wasmPaths);
    else if (wasmPaths) setWasmPaths(Object.fromEntries(files.map((file) => [file, wasmPaths[file] ?? file])));
    const backend = await (tf.findBackendFactory("wasm")() as Promise<WasmBackend>);
    guardHeap(backend.wasm);
    return backend;
  } catch (cause) {
    const reason = (cause as { readonly message?: string }).message ?? String(cause);
    throw new DeviceError(
      `tfjs-wasm could not start its WebAssembly module; check createTfjsWasm's wasmPaths. ${reason}`,
      { cause },
    );
  }
}

type Heap = { _malloc(bytes: number): number; _free(address: number): void };
type WasmBackend = tf.KernelBackend & { readonly wasm: Heap };

/** Makes a full heap an error: tfjs takes malloc's answer 0 for an address and writes over what lies there. */
function guardHeap(heap: Heap): void {
  // Emscripten's exports replace themselves at the first call; only then can they be wrapped.
  heap._free(heap._malloc(1));
  const malloc = heap._malloc;
  heap._malloc = (bytes) => {
    const address = malloc(bytes);
    if (address === 0 && bytes > 0) {
      throw new DeviceError(
        `tfjs-wasm is out of memory: its heap of at most 4 GiB has no ${bytes} bytes left; use a smaller batch.`,
      );
    }
    return address;
  };
}
