import { createReferenceDevice, DeviceError, type DeviceSupply } from "@unravel/core";
import { memoryStore } from "@unravel/core/store";
import { syntheticImages } from "@unravel/data";
import { expect, test } from "vitest";
import { createReport } from "../output/report.ts";
import { workOn } from "./sittings.ts";

/** One device, lost already, and no other. */
const devices: DeviceSupply = {
  device: { ...createReferenceDevice(), lost: Promise.resolve("the GPU device was lost: reset") },
  refusals: [],
  replace: () => Promise.reject(new DeviceError("There is no other device.")),
  dispose: async () => {},
};

function sitting(begun: boolean) {
  const directory = memoryStore();
  const options = { data: { train: syntheticImages({ count: 10, split: "train" }) } };
  return workOn({ directory, devices, report: createReport(true), options }, async () => {
    if (begun) await directory.write("config.json", new Uint8Array());
    throw new DeviceError("no buffer");
  });
}

test("where no device is left, the command that goes on is told", async () => {
  await expect(sitting(true)).rejects.toThrow(
    /^the GPU device was lost: reset\. There is no other device\. .* Go on with: .*unravel train --resume memory$/,
  );
});

test("where the run had not begun, there is nothing to go on with", async () => {
  await expect(sitting(false)).rejects.toThrow(/The run had not begun: start it anew\.$/);
});
