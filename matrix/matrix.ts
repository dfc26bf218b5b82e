// Runs the same program of the built packages on every engine and prints tables: `npm run matrix` in the repository's root; see --help.
// Fails where an engine does, where an op errs, or where the bits differ.
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { rolldown } from "rolldown";
import "../tests/support/software-gpu.ts";
import { engines } from "./engines.ts";
import type { Examined } from "./program.ts";
import { reportWasm, reportWebgpu, type Table } from "./report.ts";

const help = `Usage: npm run matrix -- [options] [engines]

  engines            parts of their names: deno bun chromium (default: all)
  --device <name>    wasm, or webgpu on the engine's adapter, software where there is no other (default: both)
  --shapes           webgpu: also every shape that the zoo's networks give to an op (minutes for each engine)
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    device: { type: "string" },
    shapes: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  process.stdout.write(help);
  process.exit();
}

const names = positionals.map((name) => name.toLowerCase());
const chosen = engines.filter(
  ({ name }) => names.length === 0 || names.some((part) => name.toLowerCase().includes(part)),
);
if (chosen.length === 0) {
  throw new Error(
    `No engine is called ${names.join(" or ")}: there are ${engines.map(({ name }) => name).join("; ")}.`,
  );
}

async function bundle(folder: string): Promise<void> {
  const file = (name: string) => join(import.meta.dirname, name);
  const input = { program: file("program.ts"), process: file("process.ts") };
  const built = await rolldown({ input, platform: "browser" });
  await built.write({ dir: folder, format: "esm" });
  await built.close();
}

const tables: { readonly [D in Examined]: () => Table<D> } = { wasm: reportWasm, webgpu: reportWebgpu };

/** Runs every chosen engine on one device, and gives what is wrong. */
async function examine<D extends Examined>(folder: string, device: D): Promise<readonly string[]> {
  const { add, faults } = tables[device]();
  const failures: string[] = [];
  for (const { name, run } of chosen) {
    try {
      const { version, rows } = await run(folder, device, values.shapes);
      add(name, version, rows);
    } catch (error) {
      failures.push(`${name}, ${device}: ${error instanceof Error ? error.message : error}`);
    }
  }
  console.log();
  return [...failures, ...faults()];
}

const devices = (Object.keys(tables) as Examined[]).filter((name) => (values.device ?? name) === name);
if (devices.length === 0) throw new Error(`--device is ${Object.keys(tables).join(" or ")}, got ${values.device}.`);
// Within the repository: from there Node and Bun find the package "webgpu".
const folder = await mkdtemp(join(import.meta.dirname, ".bundle-"));
try {
  await bundle(folder);
  for (const device of devices) {
    for (const fault of await examine(folder, device)) {
      console.error(fault);
      process.exitCode = 1;
    }
  }
} finally {
  await rm(folder, { recursive: true });
}
