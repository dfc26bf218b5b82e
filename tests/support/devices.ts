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

/** ‖a − b‖₂ / ‖b‖₂ (‖a‖₂ where b is zero). */
export function relativeError(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let difference = 0;
  let norm = 0;
  for (let i = 0; i < b.length; i++) {
    difference += (a[i]! - b[i]!) ** 2;
    norm += b[i]! ** 2;
  }
  return Math.sqrt(norm === 0 ? difference : difference / norm);
}
