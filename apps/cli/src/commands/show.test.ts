import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { countMacs, countParameters } from "@unravel/blocks";
import { buildModel } from "@unravel/models";
import { describe, expect, test } from "vitest";
import { answer, temporaryFolder, unravel } from "../cli.testing.ts";

const folder = await temporaryFolder();

describe.concurrent("unravel show", () => {
  test.each([
    ["resnet20", 269_722, 40_551_040],
    ["resnet50", 25_557_032, 4_089_184_256],
  ])("%s has %i parameters and %i multiply-adds", async (name, parameters, macs) => {
    expect(await answer("show", name)).toMatchObject({ name, parameters, macs });
  });

  test("prints the blocks", async () => {
    const { code, stdout } = await unravel("show", "resnet20");
    expect(code).toBe(0);
    expect(stdout).toContain("layer1.0 to layer1.2 (3)");
    expect(stdout).toMatch(/^total +269,722 +40,551,040$/m);
  });

  test("takes every kind of option", async () => {
    const flags = "--order preact --branches 2 --drop none,0+1 --kernels 3,5 --stride-on first --classes 7 --conv-bias";
    const model = buildModel("resnet8", {
      order: "preact",
      branches: 2,
      drop: ["none", [0, 1]],
      kernels: [3, 5],
      strideOn: "first",
      classes: 7,
      convBias: true,
    });
    expect(await answer("show", "resnet8", ...flags.split(" "))).toMatchObject({
      parameters: countParameters(model),
      macs: countMacs(model),
    });
  });

  test("writes a drawing, and a network that can be shown again", async () => {
    const [svg, json] = [join(folder, "drawing/resnet8.svg"), join(folder, "resnet8.json")];
    const shown = await answer("show", "resnet8", "--classes", "100", "--svg", svg, "--save", json);
    expect(shown.written).toEqual([svg, json]);
    expect(await readFile(svg, "utf8")).toMatch(/^<svg [\s\S]*<\/svg>\s*$/);
    expect(await answer("show", json)).toMatchObject({ parameters: shown.parameters, macs: shown.macs });
  });
});
