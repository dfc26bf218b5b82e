// The two builds of the kernels, and which of them an engine can run.
import { DeviceError } from "../../errors.ts";
import { modules } from "./generated/modules.ts";

/** "relaxed" lets the engine fuse multiplication and addition (Node 22, Deno and Chromium 114 do, Bun rounds both), "plain" rounds both (all engines with SIMD). */
export type ModuleKind = keyof typeof modules;

/** Gives a build's bytes where a page serves them as files. */
export type BinarySource = (kind: ModuleKind) => Promise<Uint8Array<ArrayBuffer>>;

const inlined: BinarySource = async (kind) => Uint8Array.from(atob(modules[kind]), (letter) => letter.charCodeAt(0));

/**
 * Compiles the first of `kinds` that the engine understands, for memory that threads share or for memory of one thread.
 * Throws a DeviceError where it understands none.
 */
export async function compileModule(
  kinds: readonly ModuleKind[],
  shared: boolean,
  source: BinarySource = inlined,
): Promise<{ readonly kind: ModuleKind; readonly module: WebAssembly.Module }> {
  for (const kind of kinds) {
    if (!Object.hasOwn(modules, kind)) {
      throw new DeviceError(
        `There is no build ${JSON.stringify(kind)} of the kernels, only: ${Object.keys(modules).join(", ")}.`,
      );
    }
    const bytes = await source(kind);
    if (!shared) unshare(bytes);
    if (WebAssembly.validate(bytes)) return { kind, module: await WebAssembly.compile(bytes) };
  }
  throw new DeviceError(`this engine cannot run the ${kinds.join(" or the ")} SIMD build of the WebAssembly kernels`);
}

/** The memory that a build imports: names, kind, and the flags "shared, with a maximum". */
const memoryImport = [...[..."\x03env\x06memory"].map((letter) => letter.charCodeAt(0)), 2, 3];
const sharedFlag = 2;

/**
 * Turns the import of shared memory into one of the caller's own, in place: the only difference between the two, for atomic
 * instructions work on both. Without it one thread would need a third and a fourth build.
 */
function unshare(bytes: Uint8Array): void {
  const at = bytes.findIndex((_, start) => memoryImport.every((byte, k) => bytes[start + k] === byte));
  if (at < 0)
    throw new DeviceError("the WebAssembly kernels import no shared memory: this file is not one of their builds");
  bytes[at + memoryImport.length - 1]! &= ~sharedFlag;
}
