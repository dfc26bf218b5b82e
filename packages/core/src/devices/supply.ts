// The device in use, and the way to another one where it is lost.
import { DeviceError } from "../errors.ts";
import { chooseDevice, type Refusal } from "./choose.ts";
import type { Device, DeviceFactory } from "./device.ts";

/** Owns one device of a list at a time. */
export type DeviceSupply = {
  /** The device in use. */
  readonly device: Device;
  /** Why those before it in the list were not taken. */
  readonly refusals: readonly Refusal[];
  /**
   * Closes the device in use, which was lost, and opens it anew; where `again` is false or it does not open any more, the next
   * of the list that works. Throws a DeviceError where none is left: a device that was asked for by name has no next one.
   */
  replace(again: boolean): Promise<Device>;
  /** Closes the device in use. */
  dispose(): Promise<void>;
};

/** Opens the device called `name`, or with "auto" the first of `factories` that works, as `chooseDevice` does. */
export async function openSupply(factories: readonly DeviceFactory[], name = "auto"): Promise<DeviceSupply> {
  let chosen = await chooseDevice(factories, name);
  let closed = false;
  return {
    get device() {
      return chosen.device;
    },
    get refusals() {
      return chosen.refusals;
    },
    async replace(again) {
      const { device, refusals } = chosen;
      await device.dispose();
      closed = true;
      const candidates = factories.filter((factory) => name === "auto" || factory.name === name);
      const lost = candidates.findIndex((factory) => factory.name === device.name);
      const left = candidates.slice(again ? lost : lost + 1);
      if (left.length === 0) throw new DeviceError(`There is no other device to take in place of ${device.name}.`);
      const next = await chooseDevice(left, name);
      const given = again ? [] : [{ name: device.name, reason: "it was lost, and is not opened again" }];
      closed = false;
      chosen = { device: next.device, refusals: [...refusals, ...given, ...next.refusals] };
      return chosen.device;
    },
    async dispose() {
      if (!closed) await chosen.device.dispose();
      closed = true;
    },
  };
}
