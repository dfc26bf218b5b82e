// The tables, row by row as the engines finish, and what is wrong in them.
import type { Examined, Findings } from "./program.ts";

/** A table in the making. */
export type Table<D extends Examined> = {
  /** Prints what an engine found. */
  add(engine: string, version: string, rows: Findings<D>): void;
  /** What must not be, a line each. */
  faults(): readonly string[];
};

type Cell = string | number;

/** Prints a line of cells as wide as `widths`. */
const printer =
  (widths: readonly number[]) =>
  (...cells: readonly Cell[]): void => {
    const line = cells.map((cell, column) => String(cell).padEnd(widths[column] ?? 0));
    console.log(line.join("  ").trimEnd());
  };

const errorCell = (error: number): string => error.toExponential(1);

/** What the conformance suite allows. */
const wasmTolerance = 2e-5;
const longestTrap = 5000;

/** The table of the wasm device: bits agree over engines and threads. */
export function reportWasm(): Table<"wasm"> {
  const print = printer([22, 13, 7, 9, 8, 12, 8, 7]);
  const found: string[] = [];
  const weightsOf = { relaxed: new Set<string>(), plain: new Set<string>() };
  print("engine", "version", "build", "threads", "error", "weights", "images/s", "trap ms");
  return {
    add(engine, version, rows) {
      for (const row of rows) {
        if ("reason" in row) {
          print(engine, version, row.build, row.reason);
          continue;
        }
        const { build, threads, error, weights, imagesPerSecond, trap } = row;
        weightsOf[build].add(weights);
        const speed = imagesPerSecond.toFixed(0);
        print(engine, version, build, threads, errorCell(error), weights, speed, trap.toFixed(1));
        if (!(error < wasmTolerance)) found.push(`${engine}, ${build}: an op errs by ${error}`);
        if (!(trap < longestTrap)) found.push(`${engine}, ${build}: a trap took ${trap} ms to be told`);
      }
      if (!rows.some((row) => "error" in row)) found.push(`${engine}: no build runs`);
    },
    faults() {
      const { plain, relaxed } = weightsOf;
      // The relaxed build's a·b + c is fused or not, as the engine likes: where it is not, its bits are the plain build's.
      const fused = [...relaxed].filter((hash) => !plain.has(hash));
      return plain.size > 1 || fused.length > 1 ? [...found, "engines differ in the weights' bits"] : found;
    },
  };
}

/** GPUs may round divisions, square roots and exponentials in their own way. */
const webgpuTolerance = 1e-3;

/** The table of the webgpu device: bits are those of an adapter and a driver, and may differ between engines. */
export function reportWebgpu(): Table<"webgpu"> {
  const print = printer([22, 13, 8, 12, 8, 16, 0]);
  const found: string[] = [];
  print("engine", "version", "error", "weights", "images/s", "zoo's shapes", "adapter");
  return {
    add(engine, version, rows) {
      for (const { adapter, error, weights, imagesPerSecond, shapes } of rows) {
        const ofShapes = shapes ? `${shapes.count}: ${errorCell(shapes.error)}` : "not run";
        print(engine, version, errorCell(error), weights, imagesPerSecond.toFixed(0), ofShapes, adapter);
        const worst = Math.max(error, shapes?.error ?? 0);
        if (!(worst < webgpuTolerance)) found.push(`${engine}, webgpu: an op errs by ${worst}`);
      }
    },
    faults: () => found,
  };
}
