// The test program, by the device that it examines. Nothing in it depends on an engine.
import { examineWasm } from "./wasm.ts";
import { examineWebgpu } from "./webgpu.ts";

/** What examines each device; `shapes`: on every shape of the zoo's networks too, where the device has such a test. */
export const examiners = { wasm: examineWasm, webgpu: examineWebgpu } as const;

/** A device that the program examines. */
export type Examined = keyof typeof examiners;

/** What an engine finds of a device. */
export type Findings<D extends Examined> = Awaited<ReturnType<(typeof examiners)[D]>>;
