// The device contract on a tfjs backend.

import type * as tf from "@tensorflow/tfjs-core";
import type { Capabilities, Device, DeviceFactory, Program } from "@unravel/core";
import { acquireBackend, onBackend, releaseBackend } from "./backends.ts";
import { createExecutable, type TfjsExecutable } from "./executable.ts";
import type { KernelTable } from "./kernels/kernel.ts";

/** A device whose executables give and take tensors. */
export interface TfjsDevice extends Device {
  load(program: Program): Promise<TfjsExecutable>;
}

/** How to get a tfjs device. */
export type TfjsDeviceFactory = DeviceFactory & { open(options: { readonly byName: boolean }): Promise<TfjsDevice> };

/** What sets one tfjs device apart from another. */
export type Backend = {
  /** tfjs's name of the backend. */
  readonly name: string;
  readonly description: string;
  readonly capabilities: Capabilities;
  readonly kernels: KernelTable;
  /** Makes the backend where tfjs has not started it yet. */
  create(): Promise<tf.KernelBackend>;
  /** Resolves with the reason where the backend stops working. */
  readonly lost: Promise<string>;
  /** Runs a step's launches and rejects where the backend reports a failure only afterwards. */
  step(work: () => void): Promise<void>;
  /** Gives back what `create` does not own. */
  close(): void;
};

/** Opens the device called `name` on `backend`. */
export async function createDevice(name: string, backend: Backend): Promise<TfjsDevice> {
  await acquireBackend(backend.name, backend.create);
  const on = <T>(work: () => T): T => onBackend(backend.name, work);
  const loaded = new Set<TfjsExecutable>();
  return {
    name,
    description: backend.description,
    capabilities: backend.capabilities,
    lost: backend.lost,
    async load(program) {
      const executable = createExecutable(program, {
        kernels: backend.kernels,
        on,
        step: (work) => backend.step(() => on(work)),
      });
      loaded.add(executable);
      return executable;
    },
    async dispose() {
      for (const executable of loaded) executable.dispose();
      await releaseBackend(backend.name);
      backend.close();
    },
  };
}
