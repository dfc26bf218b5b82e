import "../../../../tests/support/software-gpu.ts";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { answer, start, temporaryFolder } from "../cli.testing.ts";
import { makeCifar, tiny } from "../files.testing.ts";

const folder = await temporaryFolder();

test("a GPU that is lost in the middle of a run is told in a line, and the run goes on by itself to its end", async ({
  skip,
}) => {
  const { devices } = await answer("devices", "webgpu");
  const [gpu] = devices as { readonly usable: string; readonly detail: string }[];
  skip(gpu!.usable === "no", gpu!.detail);
  const cifar = await makeCifar(join(folder, "cifar"), 20);
  const out = join(folder, "run");
  const images = ["--data", "cifar10", "--data-dir", cifar, "--validation", "0", "--batch-size", "2", "--skip-test"];
  const run = ["train", ...tiny.flags, ...images, "--device", "webgpu", "--steps", "40", "--checkpoint-every", "5"];
  const preload = pathToFileURL(join(import.meta.dirname, "losing-gpu.testing.ts"));
  const { code, stdout, stderr } = await start([...run, "--out", out, "--json"], {
    env: { NODE_OPTIONS: `--import=${preload}` },
  }).ended;
  expect(stderr).toContain("the test destroys the GPU");
  expect(code, stderr).toBe(0);
  const found = JSON.parse(stdout);
  expect(found).toMatchObject({ finished: true, step: 40 });
  expect(found.notices).toContainEqual(
    expect.stringMatching(/^webgpu was lost \(.*\)\. The run goes on from its checkpoint after \d+ steps on webgpu, /),
  );
  const summary = JSON.parse(await readFile(join(out, "summary.json"), "utf8"));
  expect(summary.devices).toMatchObject([{ from: 0, name: "webgpu" }]);
});
