// --keep: results of a lesion study outlive the process.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { buildModel, initialise, ownMetadata, writeSafetensors } from "@unravel/models";
import { expect, test } from "vitest";
import { answer, start, temporaryFolder, unravel } from "../cli.testing.ts";
import { makeCifar } from "../files.testing.ts";

const folder = await temporaryFolder();
const at = (name: string) => join(folder, name);
const cifar = await makeCifar(at("cifar"), 20);
const images = ["--data", "cifar10", "--data-dir", cifar, "--device", "wasm", "--threads", "1"];

/** Flags of a network with `blocks` in its stages, and of untrained weights of it in a file. */
async function network(...depths: number[]): Promise<string[]> {
  const options = { widths: [4, 4, 8], depths };
  const weights = at(`${depths.join("-")}.safetensors`);
  await writeFile(weights, writeSafetensors(initialise(buildModel("resnet8", options), 1), ownMetadata));
  return ["--model", "resnet8", "--widths", "4,4,8", "--depths", depths.join(), "--weights", weights, ...images];
}

test.concurrent("a second run measures what the first did not, and nothing of another network", async () => {
  const keep = at("kept.json");
  const trained = await network(2, 1, 1);
  const random = (counts: string, ...more: string[]) => [
    ...["lesion", ...trained, "--random", counts, "--draws", "3", "--keep", keep, ...more],
  ];
  const whole = await answer(...random("1-3").filter((word) => word !== "--keep" && word !== keep));
  await answer(...random("1"));
  const kept = JSON.parse(await readFile(keep, "utf8")) as { results: { deleted: string[]; wrong: number }[] };
  expect(kept.results.length).toBeLessThanOrEqual(4);
  // A result that only the file can have: it is taken, not measured again.
  const marked = kept.results.find(({ deleted }) => deleted.length === 1)!;
  marked.wrong = 0;
  await writeFile(keep, JSON.stringify(kept));
  const second = await answer(...random("1-3"));
  const results = second.results as { deleted: string[]; wrong: number }[];
  for (const [index, { deleted, wrong }] of (whole.results as typeof results).entries()) {
    const same = results[index]!;
    expect(same.deleted).toEqual(deleted);
    expect(same.wrong).toBe(deleted.join() === marked.deleted.join() ? 0 : wrong);
  }
  expect(second.notices).toContainEqual(expect.stringContaining(`going on from ${kept.results.length} results`));
  const refused = await unravel(...random("1", "--images", "10"));
  expect(refused.stderr).toMatch(/kept\.json keeps results of other images: 20 of cifar10.*now 10 of cifar10/);
  expect(refused.code).toBe(2);
  await writeFile(keep, '{"format": 1, "about": {}, "results": [{"deleted": 1}]}');
  expect((await unravel(...random("1"))).stderr).toMatch(/kept\.json does not hold what --keep writes \(results\.0/);
});

test.concurrent("Ctrl-C leaves what was measured", async () => {
  const keep = at("stopped.json");
  const random = ["--random", "3-6", "--draws", "500", "--keep", keep];
  const stopped = start(["lesion", ...(await network(3, 3, 3)), ...random, "--json"]);
  await stopped.saying(/"measured":[2-9]\d/);
  stopped.child.kill("SIGINT");
  const { code, stderr } = await stopped.ended;
  expect(code).toBe(130);
  expect(stderr).toContain("the same command goes on from it");
  expect((JSON.parse(await readFile(keep, "utf8")) as { results: unknown[] }).results.length).toBeGreaterThan(10);
});
