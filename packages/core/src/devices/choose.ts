// Which device to take: the first that opens and computes the right numbers.
import { DeviceError } from "../errors.ts";
import type { Device, DeviceFactory } from "./device.ts";
import { selfCheck } from "./self-check.ts";

/** Why a device was not taken, in one line. */
export type Refusal = { readonly name: string; readonly reason: string };

/**
 * Opens the device called `name`, or with "auto" the first of `factories` that opens and passes its self-check.
 * Throws a DeviceError that lists each one's reason where none does.
 */
export async function chooseDevice(
  factories: readonly DeviceFactory[],
  name = "auto",
): Promise<{ readonly device: Device; readonly refusals: readonly Refusal[] }> {
  const byName = name !== "auto";
  const candidates = byName ? factories.filter((factory) => factory.name === name) : factories;
  if (candidates.length === 0) {
    throw new DeviceError(
      `There is no device "${name}". Choose one of: auto, ${factories.map((factory) => factory.name).join(", ")}.`,
    );
  }
  const refusals: Refusal[] = [];
  for (const factory of candidates) {
    try {
      return { device: await openChecked(factory, byName), refusals };
    } catch (error) {
      refusals.push({ name: factory.name, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  const reasons = refusals.map((refusal) => `${refusal.name}: ${refusal.reason}`).join("\n  ");
  throw new DeviceError(`No device can be used.\n  ${reasons}`);
}

/** Opens `factory`'s device and checks it; a device that fails is closed again. */
export async function openChecked(factory: DeviceFactory, byName: boolean): Promise<Device> {
  const device = await factory.open({ byName });
  try {
    await selfCheck(device);
    return device;
  } catch (error) {
    await device.dispose();
    throw error;
  }
}
