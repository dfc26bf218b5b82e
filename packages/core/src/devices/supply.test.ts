import { expect, test } from "vitest";
import { DeviceError } from "../errors.ts";
import type { DeviceFactory } from "./device.ts";
import { createReferenceDevice } from "./reference/reference.ts";
import { openSupply } from "./supply.ts";

/** Factories that open as long as `works` says so, and the names of what they opened (+) and closed (-). */
function scene(works: Readonly<Record<string, () => boolean>>) {
  const log: string[] = [];
  const factories = Object.entries(works).map(
    ([name, open]): DeviceFactory => ({
      name,
      async open() {
        if (!open()) throw new DeviceError("unplugged");
        log.push(`+${name}`);
        const dispose = async () => void log.push(`-${name}`);
        return { ...createReferenceDevice(), name, dispose };
      },
    }),
  );
  return { log, factories };
}

test("a lost device is closed and opened again, or the next of the list is taken", async () => {
  const { log, factories } = scene({ gpu: () => true, cpu: () => true });
  const supply = await openSupply(factories);
  expect((await supply.replace(true)).name).toBe("gpu");
  expect((await supply.replace(false)).name).toBe("cpu");
  expect(supply.device.name).toBe("cpu");
  expect(supply.refusals).toEqual([{ name: "gpu", reason: "it was lost, and is not opened again" }]);
  await supply.dispose();
  expect(log).toEqual(["+gpu", "-gpu", "+gpu", "-gpu", "+cpu", "-cpu"]);
});

test("where it does not open any more the next one is taken, and the reason is kept", async () => {
  let plugged = true;
  const { factories } = scene({ gpu: () => plugged, cpu: () => true });
  const supply = await openSupply(factories);
  plugged = false;
  expect((await supply.replace(true)).name).toBe("cpu");
  expect(supply.refusals).toEqual([{ name: "gpu", reason: "unplugged" }]);
});

test("a device that was asked for by name is opened again, and has no next one", async () => {
  const { log, factories } = scene({ gpu: () => true, cpu: () => true });
  const supply = await openSupply(factories, "gpu");
  expect((await supply.replace(true)).name).toBe("gpu");
  await expect(supply.replace(false)).rejects.toThrow("There is no other device to take in place of gpu.");
  await supply.dispose();
  expect(log).toEqual(["+gpu", "-gpu", "+gpu", "-gpu"]);
});
