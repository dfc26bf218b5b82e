import { DeviceError } from "@unravel/core";
import { expect, test } from "vitest";
import { type Reporting, watch } from "./gpu-device.ts";

type Reports = { readonly validation?: string; readonly memory?: string; readonly lost?: GPUDeviceLostInfo };

/** A device that reports what it is told to. */
function reporting({ validation, memory, lost }: Reports): Reporting {
  const scopes = [memory, validation].map((message) => (message ? ({ message } as GPUError) : null));
  return {
    lost: lost ? Promise.resolve(lost) : new Promise(() => {}),
    pushErrorScope: () => undefined,
    popErrorScope: async () => scopes.pop() ?? null,
  };
}
const info = (reason: GPUDeviceLostReason, message: string) => ({ reason, message }) as GPUDeviceLostInfo;

test("launches without a report succeed", async () => {
  let ran = 0;
  await watch(reporting({})).step(() => {
    ran++;
  });
  expect(ran).toBe(1);
});

test.each([
  [{ memory: "no 9 GB" }, "The GPU is out of memory: use a smaller batch or a smaller network. no 9 GB"],
  [{ memory: "no 9 GB", validation: "invalid buffer" }, "out of memory"],
  [{ validation: "bad shader" }, "The GPU refused a launch: bad shader"],
  [{ lost: info("unknown", "driver crashed"), validation: "x" }, "the GPU device was lost: driver crashed"],
])("%j is a DeviceError", async (reports, message) => {
  const { step } = watch(reporting(reports));
  const failed = step(() => {});
  await expect(failed).rejects.toThrow(DeviceError);
  await expect(failed).rejects.toThrow(message);
});

test("an error of the work itself comes through, unless memory explains it", async () => {
  const work = () => {
    throw new RangeError("allocation failed");
  };
  await expect(watch(reporting({})).step(work)).rejects.toThrow(RangeError);
  await expect(watch(reporting({ memory: "full" })).step(work)).rejects.toThrow("The GPU is out of memory");
});

test("a loss is told, a device that was closed is not lost", async () => {
  expect(await watch(reporting({ lost: info("unknown", "") })).lost).toBe("the GPU device was lost: unknown");
  const { lost } = watch(reporting({ lost: info("destroyed", "closed") }));
  expect(await Promise.race([lost, new Promise((resolve) => setTimeout(resolve, 10, "pending"))])).toBe("pending");
});
