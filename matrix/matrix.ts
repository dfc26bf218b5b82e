// Runs the same program of the built packages on every engine and prints a table: `npm run matrix` in the repository's root, or
// `npm run matrix -- deno bun` for some. Fails where an engine does, where an op errs, or where the bits differ.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rolldown } from "rolldown";
import { engines } from "./engines.ts";
import type { Finding } from "./program.ts";

/** What the conformance suite allows. */
const tolerance = 2e-5;
const longestTrap = 5000;

async function bundle(folder: string): Promise<void> {
  const file = (name: string) => join(import.meta.dirname, name);
  const input = { program: file("program.ts"), process: file("process.ts") };
  const built = await rolldown({ input, platform: "browser" });
  await built.write({ dir: folder, format: "esm" });
  await built.close();
}

const findings: Finding[] = [];
const faults: string[] = [];
const print = (...cells: readonly (string | number)[]) => {
  const widths = [22, 13, 7, 9, 8, 12, 8, 7];
  console.log(
    cells
      .map((cell, at) => String(cell).padEnd(widths[at] ?? 0))
      .join("  ")
      .trimEnd(),
  );
};

const names = process.argv.slice(2).map((name) => name.toLowerCase());
const chosen = engines.filter(
  ({ name }) => names.length === 0 || names.some((part) => name.toLowerCase().includes(part)),
);
const folder = await mkdtemp(join(tmpdir(), "unravel-matrix-"));
try {
  await bundle(folder);
  print("engine", "version", "build", "threads", "error", "weights", "images/s", "trap ms");
  for (const { name, run } of chosen) {
    const { version, rows } = await run(folder).catch((error) => {
      faults.push(`${name}: ${error.message}`);
      return { version: "", rows: [] };
    });
    for (const row of rows) {
      if ("reason" in row) {
        print(name, version, row.build, row.reason);
        continue;
      }
      const { build, threads, error, weights, imagesPerSecond, trap } = row;
      findings.push(row);
      print(
        name,
        version,
        build,
        threads,
        error.toExponential(1),
        weights,
        imagesPerSecond.toFixed(0),
        trap.toFixed(1),
      );
      if (!(error < tolerance)) faults.push(`${name}, ${build}: an op errs by ${error}`);
      if (!(trap < longestTrap)) faults.push(`${name}, ${build}: a trap took ${trap} ms to be told`);
    }
    if (!rows.some((row) => "error" in row)) faults.push(`${name}: no build runs`);
  }
} finally {
  await rm(folder, { recursive: true });
}

const hashes = (build: Finding["build"]) =>
  new Set(findings.filter((row) => row.build === build).map((row) => row.weights));
const plain = hashes("plain");
// The relaxed build's a·b + c is fused or not, as the engine likes: where it is not, its bits are the plain build's.
const fused = [...hashes("relaxed")].filter((hash) => !plain.has(hash));
if (plain.size > 1 || fused.length > 1) faults.push("engines differ in the weights' bits");
for (const fault of faults) console.error(fault);
process.exitCode = faults.length > 0 ? 1 : 0;
