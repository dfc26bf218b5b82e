// Every op on WebGPU against the float64 reference.
import { conformanceCases, runCase } from "@unravel/core/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TfjsDevice } from "./device.ts";
import { tfjsWebgpu } from "./devices/webgpu.ts";

const opened: TfjsDevice | string = await tfjsWebgpu.open({ byName: true }).catch((error: Error) => error.message);

describe("tfjs-webgpu", () => {
  test.for(conformanceCases)("$op, $title", async (row, { skip }) => {
    if (typeof opened === "string") return skip(opened);
    for (const error of await runCase(opened, row)) expect(error).toBeLessThan(2e-5);
  });
});
afterAll(async () => {
  if (typeof opened !== "string") await opened.dispose();
});
