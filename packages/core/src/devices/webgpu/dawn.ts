// Dawn for Node, the optional package "webgpu": WebGPU where no browser is.
import { DeviceError } from "../../errors.ts";

/** What the package offers. */
type Dawn = { create(options: readonly string[]): GPU; readonly globals: object };

let opened: Promise<GPU> | undefined;

/** WebGPU from the package, once: what it gives must not be collected while it is used. Throws a DeviceError where it is not installed. */
export const dawn = (): Promise<GPU> => {
  opened ??= openDawn();
  return opened;
};

/** Puts it where a browser has it: TensorFlow.js looks for it there. */
async function openDawn(): Promise<GPU> {
  // By a variable: a bundler must not look for the package, which pages neither have nor need.
  const specifier = "webgpu";
  const module: Dawn = await import(/* @vite-ignore */ specifier).catch((cause: Error & { code?: string }) => {
    const installed = cause.code !== undefined && cause.code !== "ERR_MODULE_NOT_FOUND";
    const advice = installed
      ? `the package "webgpu" does not load: ${cause.message.split("\n")[0]}`
      : 'in Node or Bun, install the package "webgpu"';
    throw new DeviceError(`there is no WebGPU here; ${advice}`, { cause });
  });
  const { create, globals } = module;
  Object.assign(globalThis, globals);
  pollCalmly();
  const gpu = create([]);
  const place = globalThis.navigator ?? Object.defineProperty(globalThis, "navigator", { value: {} }).navigator;
  Object.defineProperty(place, "gpu", { value: gpu, configurable: true });
  return gpu;
}

type SetImmediate = (callback: () => void, ...rest: readonly unknown[]) => unknown;

/**
 * While Dawn waits for the GPU it asks for a call at every turn of the event loop, by the global setImmediate, with a new native function
 * each time: a whole core does nothing else, and the functions' remains cost a step more than its launches (docs/decisions/019-calm-polling.md).
 * Its functions, known by having neither name nor source nor parameters (a promise's have one), are called once a millisecond instead.
 */
export function pollCalmly(): void {
  const host = globalThis as unknown as { setImmediate?: SetImmediate };
  const { setImmediate } = host;
  if (!setImmediate) return;
  const calm: SetImmediate = (callback, ...rest) => {
    const bare = callback.name === "" && callback.length === 0 && rest.length === 0;
    const polls = bare && String(callback).includes("[native code]");
    return polls ? setTimeout(callback, 1) : setImmediate(callback, ...rest);
  };
  host.setImmediate = Object.assign(calm, setImmediate); // with what util.promisify looks for
}
