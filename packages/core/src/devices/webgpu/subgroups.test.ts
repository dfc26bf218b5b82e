// Sums through subgroups: the same bits as those through memory that a workgroup shares, with fewer barriers.
import { afterAll, describe, expect, test } from "vitest";
import { plan } from "../../plan/plan.ts";
import { caseGraph, conformanceCases } from "../../testing/conformance.ts";
import { call, operand, target } from "./kernel.testing.ts";
import { batchNorm } from "./lowering/normalisation.ts";
import { openWebgpu } from "./open.testing.ts";

describe("the text of a sum over rows of 8 channels", () => {
  const node = call(
    { epsilon: 1e-5 },
    [operand(0, 4, 16, 16, 8), operand(65536, 8), operand(66048, 8)],
    [operand(131072, 4, 16, 16, 8), operand(66560, 8), operand(67072, 8)],
  );
  const sums = (subgroup: number) =>
    batchNorm(node, { ...target, subgroup }).find(({ source }) => source.includes("workgroupBarrier"))!.source;
  const barriers = (source: string) => source.split("workgroupBarrier()").length - 1;

  test("needs a barrier for each step of the tree that is wider than a subgroup", () => {
    expect(sums(1)).not.toContain("subgroup");
    expect(barriers(sums(1)) - barriers(sums(32))).toBe(4); // 16, 8, 4, 2 of 256 lanes, two a row
    expect(sums(32)).toContain("enable subgroups;");
  });
});

describe("a GPU's kernels", async () => {
  const opened = await Promise.all(
    [true, false].map((subgroups) => openWebgpu({ subgroups, processor: "gpu", fill: Number.NaN })),
  );
  const devices = opened.map(({ device }) => device);
  afterAll(async () => {
    for (const device of devices) await device?.dispose();
  });

  const cases = conformanceCases.filter(({ op }) => op === "batchNorm" || op === "batchNormGradient");

  test.for(cases)("$op, $title: the same bits with and without", async (row, { skip }) => {
    const [a, b] = devices;
    if (!a || !b) return skip(opened[0]!.reason);
    skip(!a.features?.subgroups, "this adapter has no subgroups");
    const graph = caseGraph(row);
    const [through, shared] = await Promise.all(
      [a, b].map(async (device) => {
        const executable = await device.load(plan(graph, device.capabilities));
        for (const [index, { data }] of row.inputs.entries()) await executable.write(`input${index}`, data);
        await executable.run();
        return Promise.all([...graph.outputs.keys()].map((name) => executable.read(name)));
      }),
    );
    expect(through).toEqual(shared);
  });
});
