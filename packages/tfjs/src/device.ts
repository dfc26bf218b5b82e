// The device contract on a tfjs backend.
import type * as tf from "@tensorflow/tfjs-core";
import type { Capabilities, Device, Program } from "@unravel/core";
import { acquireBackend, type Created, onBackend, releaseBackend } from "./backends.ts";
import { createExecutable, type TfjsExecutable } from "./executable.ts";
import type { KernelTable } from "./kernels/kernel.ts";

/** A device whose executables give and take tensors. */
export interface TfjsDevice extends Device {
  load(program: Program): Promise<TfjsExecutable>;
}

/** How to get a tfjs device: a DeviceFactory that says what it opens. */
export type TfjsDeviceFactory = {
  readonly name: string;
  /** Opens the device; throws a DeviceError with the reason where it cannot be had. `byName`: the user asked for it. */
  open(options: { readonly byName: boolean }): Promise<TfjsDevice>;
};

/** What sets one tfjs device apart from another. */
export type DeviceRow<Backend extends tf.KernelBackend> = {
  /** The device's name, and tfjs's of its backend. */
  readonly name: string;
  readonly backendName: string;
  readonly kernels: KernelTable;
  /** Makes the backend where tfjs has not started it yet. */
  create(): Promise<Created<Backend>>;
  describe(backend: Backend): DeviceDescription;
};

/** What is known of a device once its backend runs. */
export type DeviceDescription = {
  readonly description: string;
  readonly capabilities: Capabilities;
  /** Resolves with the reason where the backend stops working. */
  readonly lost: Promise<string>;
  /** Runs a step's launches; rejects with a DeviceError also where the backend reports a failure only afterwards. */
  step(work: () => void): Promise<void>;
};

/** What backends on the CPU have in common: they cannot be lost, and fail at once. */
export const synchronous: Pick<DeviceDescription, "lost" | "step"> = {
  lost: new Promise(() => {}),
  step: async (work) => work(),
};

/** Opens a device; rejects with what the row's `create` throws. */
export async function openDevice<Backend extends tf.KernelBackend>(row: DeviceRow<Backend>): Promise<TfjsDevice> {
  const { name, backendName, kernels } = row;
  const backend = await acquireBackend(backendName, row.create);
  const { description, capabilities, lost, step } = row.describe(backend);
  const on = <T>(work: () => T): T => onBackend(backendName, work);
  const loaded = new Set<TfjsExecutable>();
  return {
    name,
    description,
    capabilities,
    lost,
    async load(program) {
      const executable = createExecutable(program, { kernels, on, step: (work) => step(() => on(work)) });
      loaded.add(executable);
      return {
        ...executable,
        dispose() {
          loaded.delete(executable);
          executable.dispose();
        },
      };
    },
    async dispose() {
      for (const executable of loaded) executable.dispose();
      loaded.clear();
      await releaseBackend(backendName);
    },
  };
}
