// Which device made which steps, as runs record it.
import type { Device } from "@unravel/core";
import * as v from "valibot";

/** What ran a program: the device, and the JavaScript engine around it. */
export type DeviceRecord = { readonly name: string; readonly description: string; readonly engine: string };

/** The device that made the updates after the first `from`, up to the next entry's. */
export type DeviceSpan = DeviceRecord & { readonly from: number };

export const deviceSchema: v.GenericSchema<unknown, DeviceRecord> = v.object({
  name: v.string(),
  description: v.string(),
  engine: v.string(),
});

/** Schema of a DeviceSpan that was read from a file. */
export const spanSchema: v.GenericSchema<unknown, DeviceSpan> = v.object({
  from: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  name: v.string(),
  description: v.string(),
  engine: v.string(),
});

/** The JavaScript engine and its version: Node, Deno and Bun tell their versions alike, browsers name themselves. */
function describeEngine(): string {
  const { process } = globalThis as { process?: { versions?: Readonly<Record<string, string>> } };
  const versions = ["bun", "deno", "node", "v8"].flatMap((name) => {
    const version = process?.versions?.[name];
    return version === undefined ? [] : [`${name} ${version}`];
  });
  return versions.join(", ") || globalThis.navigator.userAgent;
}

/** What runs programs on `device` here. */
export const describeDevice = ({ name, description }: Device): DeviceRecord => ({
  name,
  description,
  engine: describeEngine(),
});

/** `spans` with the device that goes on after `step` updates; as they are where it is the one that made the last of them. */
export function addSpan(spans: readonly DeviceSpan[], step: number, device: DeviceRecord): readonly DeviceSpan[] {
  const last = spans.at(-1);
  const same = last?.name === device.name && last.description === device.description && last.engine === device.engine;
  return same ? spans : [...spans.filter(({ from }) => from < step), { from: step, ...device }];
}
