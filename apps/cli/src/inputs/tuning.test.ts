import "../../../../tests/support/software-gpu.ts";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { answer, temporaryFolder, unravel } from "../cli.testing.ts";
import { readTuning } from "./tuning.ts";

const folder = await temporaryFolder();
const file = join(folder, "tiles.json");
const tuning = { adapter: "another GPU", choices: { "conv2d 16": { rows: 32, columns: 32, depth: 8, laneRows: 4 } } };

test.each([
  ["no record", "7", /is no tuning: the whole: .*Write one by: unravel bench --tune FILE/],
  ["no tiles", '{"adapter": "a", "choices": {"x": {"rows": 1e9}}}', /is no tuning: choices\.x\.rows: .*1024/],
  ["no JSON", "{", /is not JSON/],
])("%s", async (_, text, message) => {
  await writeFile(file, text);
  await expect(readTuning(file)).rejects.toThrow(message);
});

test("a run keeps the tiles that it was given, and says where they were measured", async ({ skip }) => {
  const { devices } = await answer("devices", "webgpu");
  const [gpu] = devices as { usable: string; detail: string }[];
  skip(gpu!.usable === "no", gpu!.detail);
  await writeFile(file, JSON.stringify({ ...tuning, date: "2026-11-21" }));
  const run = join(folder, "run");
  const network = ["--model", "resnet8", "--data", "synthetic", "--batch-size", "2"];
  const flags = [
    "--steps",
    "1",
    "--validation",
    "0",
    "--skip-test",
    "--device",
    "webgpu",
    "--tuned",
    file,
    "--out",
    run,
  ];
  const { code, stderr } = await unravel("train", ...network, ...flags);
  expect(stderr).toContain("The tuning was made on another GPU: here its tiles may not be the fastest.");
  expect(code).toBe(0);
  expect(JSON.parse(await readFile(join(run, "command.json"), "utf8"))).toMatchObject({ device: "webgpu", tuning });
});
