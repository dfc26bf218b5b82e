// The command learns real images.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { MetricsRow } from "@unravel/train";
import { expect } from "vitest";
import { answer, temporaryFolder } from "../apps/cli/src/cli.testing.ts";
import { realDataTest, unpackCifar } from "./support/real-data.ts";

const folder = await temporaryFolder();

realDataTest("resnet8 on CIFAR-10: the loss falls in 200 steps", { timeout: 900_000 }, async () => {
  const images = ["--data", "cifar10", "--data-dir", await unpackCifar(), "--validation", "500"];
  const flags = ["--model", "resnet8", "--batch-size", "32", "--steps", "200", "--device", "tfjs-wasm"];
  expect(await answer("train", ...images, ...flags, "--out", join(folder, "run"))).toMatchObject({ finished: true });
  const lines = (await readFile(join(folder, "run/metrics.jsonl"), "utf8")).trim().split("\n");
  const windows = lines.map((line): MetricsRow => JSON.parse(line)).filter(({ kind }) => kind === "window");
  expect(windows).toHaveLength(4);
  expect(windows.at(-1)!.loss).toBeLessThan(0.9 * windows[0]!.loss);
});
