// The devices that the repository's tests run on.
import { createReferenceDevice, type DeviceFactory } from "@unravel/core";
import { tfjsCpu, tfjsWasm } from "@unravel/tfjs";

/** Float64, with memory that holds NaN until it is written. */
export const reference: DeviceFactory = {
  name: "reference",
  open: async () => createReferenceDevice({ fill: Number.NaN }),
};

/** Every device that runs here. */
export const devices: readonly DeviceFactory[] = [reference, tfjsWasm, tfjsCpu];

/** How far a device's float32 may be from float64, relative to the norm of a tensor. */
export const tolerance = (name: string): number => (name === "reference" ? 1e-10 : 1e-3);
