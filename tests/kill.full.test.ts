// A run on real images that is killed, and killed again, ends with the bits of an unbroken one.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { expect } from "vitest";
import { type Running, start, temporaryFolder } from "../apps/cli/src/cli.testing.ts";
import { realDataTest, unpackCifar } from "./support/real-data.ts";

const kept = ["metrics.jsonl", "weights.safetensors", "summary.json"];

/** Waits until a run is some steps under way. */
async function killable(run: Running): Promise<void> {
  await run.saying(/\d+\/100 /);
  await setTimeout(5000);
}

realDataTest("resnet8 on CIFAR-10, killed twice", { timeout: 900_000 }, async () => {
  const folder = await temporaryFolder();
  const data = ["--data", "cifar10", "--data-dir", await unpackCifar()];
  const run = (out: string) => [
    "train",
    "--model",
    "resnet8",
    ...data,
    "--batch-size",
    "32",
    "--steps",
    "100",
    "--out",
    out,
  ];
  const device = ["--device", "tfjs-wasm", "--checkpoint-every", "10", "--validation", "500"];
  const [whole, broken] = [join(folder, "whole"), join(folder, "broken")];

  expect((await start([...run(whole), ...device]).ended).code).toBe(0);
  const first = start([...run(broken), ...device]);
  await killable(first);
  first.child.kill("SIGKILL");
  await first.ended;
  const second = start(["train", "--resume", broken, "--device", "tfjs-wasm", "--checkpoint-every", "10"]);
  await killable(second);
  second.child.kill("SIGKILL");
  await second.ended;
  expect((await start(["train", "--resume", broken, "--device", "tfjs-wasm"]).ended).code).toBe(0);

  for (const file of kept) {
    expect((await readFile(join(broken, file))).equals(await readFile(join(whole, file))), file).toBe(true);
  }
});
