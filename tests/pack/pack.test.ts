// What would be published: every package packed, checked, installed into an empty folder and used from there.
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { syntheticImages } from "@unravel/data";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root, workspaces } from "../support/workspaces.ts";

const published = workspaces.filter(({ manifest }) => !manifest.private);
const names = published.map(({ manifest }) => manifest.name);
const libraries = published.filter(({ library }) => library).map(({ manifest }) => manifest.name);

type Tarball = {
  readonly name: string;
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
};
let folder: string;
let tarballs: readonly Tarball[];

const installed = (name: string): string => join(root, "node_modules/.bin", name);

/** Runs a command to its end and gives what it printed; a failure shows everything it printed. */
async function run(command: string, args: readonly string[], cwd: string): Promise<string> {
  try {
    return (await promisify(execFile)(command, args, { cwd, maxBuffer: 2 ** 26 })).stdout;
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(`${command} ${args.join(" ")} failed\n${stdout}${stderr}`);
  }
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "unravel-pack-"));
  await run(
    installed("turbo"),
    ["run", "build", "--output-logs=errors-only", ...names.map((name) => `--filter=${name}`)],
    root,
  );
  const packed = await run(
    "npm",
    ["pack", "--json", `--pack-destination=${folder}`, ...names.map((name) => `--workspace=${name}`)],
    root,
  );
  tarballs = JSON.parse(packed);
}, 300_000);
afterAll(() => rm(folder, { recursive: true }));

describe("the tarball of", () => {
  const find = (name: string): Tarball => tarballs.find((tarball) => tarball.name === name)!;

  test.each(names)("%s holds what it is made of, how to use it and its licence, but no tests", (name) => {
    const paths = find(name).files.map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining(["package.json", "README.md", "LICENSE"]));
    expect(paths.filter((path) => /\.(test|testing)\.|goldens/.test(path))).toEqual([]);
  });

  test.each(names)("%s gives publint nothing to say", async (name) => {
    await run(installed("publint"), ["run", find(name).filename, "--strict"], folder);
  });

  test.each(libraries)("%s resolves, with its types, in every kind of ESM project", async (name) => {
    const binaries = ["./wasm/relaxed.wasm", "./wasm/plain.wasm"]; // have no types
    const flags = ["--profile", "esm-only", "--exclude-entrypoints", ...binaries];
    await run(installed("attw"), [find(name).filename, ...flags], folder);
  });
});

/** The program in a package's README, or undefined. */
async function programOf(name: string): Promise<string | undefined> {
  const readme = await readFile(join(folder, "node_modules", name, "README.md"), "utf8");
  return /^```ts\n(.*?)^```/ms.exec(readme)?.[1];
}

/** Trains for five steps and prints what the network makes of an image that it has not seen. */
const classifier = `
import { plan } from "@unravel/core";
import { channelStatistics, fillBatch, syntheticImages } from "@unravel/data";
import { buildModel, inferenceGraph, writeStates } from "@unravel/models";
import { tfjsWasm } from "@unravel/tfjs";
import { recipes, train } from "@unravel/train";

const model = buildModel("resnet8");
const device = await tfjsWasm.open({ byName: true });
const data = { train: syntheticImages({ count: 160, split: "train" }) };
const { parameters } = await train({ model, recipe: { ...recipes.demo, length: { steps: 5 } }, data, device });

const set = syntheticImages({ count: 1, split: "test" });
const [out, labels] = [new Float32Array(set.images.length), new Int32Array(1)];
fillBatch({ set, indices: Uint32Array.of(0), normalisation: channelStatistics(data.train), out, labels });
const network = await device.load(plan(inferenceGraph(model, { batch: 1 }), device.capabilities));
await writeStates(network, parameters);
await network.write("images", out);
await network.write("labels", labels);
await network.write("valid", Int32Array.of(1));
await network.run();
const logits = [...(await network.read("logits"))];
console.log(JSON.stringify({ name: set.classes[logits.indexOf(Math.max(...logits))], logits }));
await device.dispose();
`;

describe("installed into an empty folder", () => {
  // The program of train writes the weights that the one of models reads.
  const programs = libraries
    .map((name) => basename(name))
    .sort((a, b) => Number(b === "train") - Number(a === "train"));

  beforeAll(async () => {
    const dependencies = Object.fromEntries(tarballs.map(({ name, filename }) => [name, `file:${filename}`]));
    await writeFile(join(folder, "package.json"), JSON.stringify({ type: "module", dependencies }));
    // No install scripts: the published packages need none, and the test must not depend on a third party's.
    await run("npm", ["install", "--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund"], folder);
    for (const name of programs) {
      const program = await programOf(`@unravel/${name}`);
      await writeFile(join(folder, `${name}.ts`), program ?? "throw new Error('its README has no program');");
    }
  }, 300_000);

  test("the programs of the READMEs compile", () => {
    const files = programs.map((name) => `${name}.ts`);
    const types = ["--types", "node", "--typeRoots", join(root, "node_modules/@types")];
    return run(
      installed("tsc"),
      // skipLibCheck: tfjs's own declarations contradict TypeScript's.
      [...files, ...types, "--skipLibCheck", "--noEmit", "--strict", "--module", "nodenext", "--target", "es2023"],
      folder,
    );
  });

  test.each(programs)("the program in the README of %s runs", async (name) => {
    expect(await run(process.execPath, [`${name}.ts`], folder)).not.toBe("");
  });

  test("a network trained with them classifies an image", async () => {
    await writeFile(join(folder, "classify.js"), classifier);
    const { name, logits } = JSON.parse(await run(process.execPath, ["classify.js"], folder));
    expect(syntheticImages({ count: 10, split: "test" }).classes).toContain(name);
    expect(new Set(logits.filter(Number.isFinite)).size).toBe(10);
  });

  test("the command runs", async () => {
    expect(await run(join(folder, "node_modules/.bin/unravel"), ["--help"], folder)).toContain("Usage: unravel");
  });
});
