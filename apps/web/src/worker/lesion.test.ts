import { expect, test } from "vitest";
import { buildNetwork, networkNames } from "../networks.ts";
import { deleteBlocks, refusal } from "./lesion.ts";

test("a residual block is deleted by the gates of all its branches", () => {
  const model = buildNetwork("multiresnet8");
  const { model: same, gates } = deleteBlocks(model, ["layer2.0"]);
  expect(same).toBe(model);
  expect(gates).toEqual({
    "layer2.0.branch0": 0,
    "layer2.0.branch1": 0,
    "layer2.0.branch2": 0,
    "layer2.0.branch3": 0,
  });
});

test("a plain block is cut out where shapes allow it", () => {
  const model = buildNetwork("plain20");
  const { model: shorter, gates } = deleteBlocks(model, ["layer1.1", "layer3.2"]);
  expect(gates).toEqual({});
  expect(shorter.stages.map((blocks) => blocks.map(({ name }) => name))).toEqual([
    ["layer1.0", "layer1.2"],
    ["layer2.0", "layer2.1", "layer2.2"],
    ["layer3.0", "layer3.1"],
  ]);
});

test("a plain block that changes the shape stays, with the reason", () => {
  expect(refusal(buildNetwork("plain20"), ["layer2.0"])).toMatch(/layer2\.1.*weights would no longer fit/);
});

test.each(networkNames.filter((name) => name !== "plain20"))("every block of %s can be deleted", (name) => {
  const model = buildNetwork(name);
  const blocks = model.stages.flat().map((block) => block.name);
  expect(refusal(model, blocks)).toBeUndefined();
});
