import { DeviceError, MemoryError } from "@unravel/core";
import { DataError } from "@unravel/data";
import { TrainingError } from "@unravel/train";
import { expect, test } from "vitest";
import { problemOf } from "./problems.ts";

test.each([
  [new DeviceError("gone"), "lost"],
  [new MemoryError("full"), "memory"],
  [new DataError("short"), "archive"],
  [new TrainingError("NaN"), "diverged"],
  [new TypeError("bug"), "other"],
] as const)("%s is told as %s, in its own words", (error, kind) => {
  expect(problemOf(error)).toEqual({ type: "problem", kind, detail: error.message });
});

test("the place may know better", () => {
  expect(problemOf("text", "device")).toEqual({ type: "problem", kind: "device", detail: "text" });
});
