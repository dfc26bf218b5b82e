// Packs all that a bare linux-x64 machine with a GPU needs to check and time the webgpu device: `npm run gpu:pack` in bench/ writes
// bench/gpu/packed/, about 45 MB, and bench/gpu/run.sh runs it there. See README.md.
import { execFileSync } from "node:child_process";
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { toJson } from "@unravel/blocks";
import { buildModel } from "@unravel/models";
import { rolldown } from "rolldown";

const root = join(import.meta.dirname, "../..");
const folder = join(import.meta.dirname, "packed");
const packageOf = (name: string): string => dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));

async function pack(file: string, name: string): Promise<void> {
  const to = join(folder, name);
  await mkdir(dirname(to), { recursive: true });
  await copyFile(file, to);
  execFileSync("xz", ["-T0", "-3", "-f", to]); // Node alone is 120 MB
}

await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });

const built = await rolldown({
  input: { unravel: join(root, "apps/cli/src/main.ts"), examine: join(root, "matrix/process.ts") },
  platform: "node",
  resolve: { conditionNames: ["@unravel/source", "node", "import", "default"] },
});
await built.write({ dir: join(folder, "dist"), format: "esm" });
await built.close();
await copyFile(join(root, "apps/cli/package.json"), join(folder, "package.json")); // for the version

await pack(join(packageOf("node"), "bin/node"), "node");
const dawn = packageOf("webgpu");
const dawnTo = "node_modules/webgpu";
await pack(join(dawn, "dist/linux-x64/dawn.node"), `${dawnTo}/dist/linux-x64/dawn.node`);
for (const name of ["index.js", "package.json", "LICENSE.md"]) {
  await writeFile(join(folder, dawnTo, name), await readFile(join(dawn, name)));
}
for (const name of ["resnet20", "resnet110"]) await writeFile(join(folder, `${name}.json`), toJson(buildModel(name)));
