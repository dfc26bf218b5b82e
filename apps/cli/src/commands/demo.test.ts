import { access } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { answer, temporaryFolder } from "../cli.testing.ts";

test("unravel demo trains, deletes every block in turn, and leaves a run", async () => {
  const out = join(await temporaryFolder(), "demo");
  const found = await answer("demo", "--seconds", "1", "--device", "tfjs-wasm", "--out", out);
  expect(found).toMatchObject({ finished: true, step: 40, test: { images: 2000 }, out, device: "tfjs-wasm" });
  const blocks = found.blocks as { block: string; error: number }[];
  expect(blocks.map(({ block }) => block)).toEqual(["layer1.0", "layer2.0", "layer3.0"]);
  for (const { error } of blocks) expect(error).toBeGreaterThan(0);
  for (const file of ["weights.safetensors", "metrics.jsonl", "summary.json"]) await access(join(out, file));
  expect((found.next as string[])[0]).toContain(`eval --weights ${out}/weights.safetensors --data synthetic`);
});
