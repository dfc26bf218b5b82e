// What is refused before anything is made, and in which words.
import { expect, test } from "vitest";
import { MemoryError } from "../../errors.ts";
import { kernel } from "./kernel.ts";
import { checkKernels, checkSizes } from "./limits.ts";

/** What every adapter has. */
const least = {
  maxBufferSize: 2 ** 28,
  maxStorageBufferBindingSize: 2 ** 27,
  maxStorageBuffersPerShaderStage: 8,
  maxComputeInvocationsPerWorkgroup: 256,
  maxComputeWorkgroupStorageSize: 16384,
};

const large = kernel({
  name: "large",
  buffers: { x: { element: "f32", place: { buffer: 0, offset: 0, bytes: 256 } } },
  lanes: 256,
  groups: 1,
  shared: { left: { element: "vec4f", count: 512 }, right: { element: "f32", count: 256 } },
  body: () => "",
});

test("a kernel's workgroup is known", () => {
  expect(large).toMatchObject({ lanes: 256, sharedBytes: 512 * 16 + 256 * 4 });
  expect(large.source).toContain("var<workgroup> left: array<vec4f, 512>;\nvar<workgroup> right: array<f32, 256>;");
});

test("what the limits allow is taken", () => {
  checkKernels([large], least);
  checkKernels([], least);
  checkSizes({ slabs: [2 ** 27] }, 0, least);
});

test.each([
  [{ maxComputeInvocationsPerWorkgroup: 128 }, "needs 256 invocations a workgroup, and this GPU has 128"],
  [{ maxComputeWorkgroupStorageSize: 8192 }, "needs 9.0 KiB of workgroup memory, and this GPU has 8.0 KiB"],
  [{ maxStorageBuffersPerShaderStage: 0 }, "needs 1 buffers, and this GPU has 0"],
])("a kernel that takes more than %j is named", (limits, message) => {
  expect(() => checkKernels([large], { ...least, ...limits })).toThrow(`The kernel large ${message}`);
});

test("a buffer that is too large is a MemoryError with what to do", () => {
  expect(() => checkSizes({ slabs: [256] }, 2 ** 28, least)).toThrow(MemoryError);
  expect(() => checkSizes({ slabs: [2 ** 28] }, 0, least)).toThrow(
    "This program has a buffer of 256.0 MiB, and this GPU's largest is 128.0 MiB: plan it for this device, with a smaller batch",
  );
});
