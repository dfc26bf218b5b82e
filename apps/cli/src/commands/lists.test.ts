import "../../../../tests/support/software-gpu.ts";
import { homedir } from "node:os";
import { describe, expect, test } from "vitest";
import { answer, unravel } from "../cli.testing.ts";

const names = (rows: unknown) => (rows as { name: string }[]).map(({ name }) => name);

const devices = ["webgpu", "wasm", "webgpu-f16", "tfjs-webgpu", "tfjs-wasm", "tfjs-cpu", "reference"];

describe.concurrent("unravel list", () => {
  test("everything, for programs", async () => {
    const found = await answer("list");
    expect(names(found.models)).toContain("preresnet1001");
    expect(names(found.recipes)).toContain("he2016-cifar");
    expect(names(found.datasets)).toEqual(["cifar10", "cifar100", "cifar100-coarse", "synthetic"]);
    expect(names(found.devices)).toEqual(devices);
  });

  test("one list, for people", async () => {
    const { stdout } = await unravel("list", "recipes");
    expect(stdout).toMatch(/^he2015-cifar +batch 128, 64,000 steps, rate 0\.1/m);
    expect(stdout).not.toContain("resnet20");
  });
});

describe.concurrent("unravel devices", () => {
  test("says which can be used and why others cannot, on stdout alone", async () => {
    const { code, stdout, stderr } = await unravel("devices");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^tfjs-wasm +yes /m);
    expect(stdout).toMatch(/^reference +by name /m);
    expect(stdout).toMatch(/^--device auto takes (webgpu|wasm)\.$/m);
  });

  test("a GPU's features, or why there is none", async () => {
    const { devices: states } = await answer("devices", "webgpu");
    const [state] = states as { usable: string; detail: string; features?: object }[];
    if (state!.usable === "no") expect(state!.detail).toContain("WebGPU");
    else {
      expect(state!.features).toEqual({
        timestamps: expect.any(Boolean),
        f16: expect.any(Boolean),
        subgroups: expect.any(Boolean),
      });
    }
  });

  test("--report: the machine, without personal paths", async () => {
    const { stdout } = await unravel("devices", "--report", "--json");
    const found = JSON.parse(stdout);
    expect(found).toMatchObject({
      unravel: expect.any(String),
      node: process.versions.node,
      cores: expect.any(Number),
    });
    expect(names(found.devices)).toEqual(devices);
    for (const path of [homedir(), process.cwd()]) expect(stdout).not.toContain(path);
  });
});
