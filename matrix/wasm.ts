// What every engine runs of the wasm device: each build, on one thread and on all.
import { createGraph, type Device, emit, operations, output, type Program, plan } from "@unravel/core";
import { createWasmDevice } from "@unravel/core/wasm";
import { type Measures, measure } from "./measures.ts";

const builds = ["relaxed", "plain"] as const;
type Build = (typeof builds)[number];

/** What one build did on a number of threads. */
export type WasmFinding = Measures & {
  readonly build: Build;
  /** As the device says it: "2 threads". */
  readonly threads: string;
  /** Milliseconds from the start of a launch that traps to its error. */
  readonly trap: number;
};

/** A build that the engine does not understand, and what the device says then. */
export type Refusal = { readonly build: Build; readonly reason: string };

/** Enough for the engine to optimise before the speed is taken. */
const timedSteps = 30;

/** Runs everything: on as many threads as the device takes by itself, then on one. */
export async function examineWasm(): Promise<readonly (WasmFinding | Refusal)[]> {
  const found: (WasmFinding | Refusal)[] = [];
  for (const build of builds) {
    try {
      const all = await examine(build, undefined);
      found.push(all);
      if (all.threads !== "1 thread") found.push(await examine(build, 1));
    } catch (error) {
      found.push({ build, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  return found;
}

async function examine(build: Build, threads: number | undefined): Promise<WasmFinding> {
  const device = await createWasmDevice({
    module: build,
    fill: Number.NaN,
    ...(threads === undefined ? {} : { threads }),
  });
  try {
    return {
      build,
      threads: device.description.split(", ").at(-1)!,
      ...(await measure(device, timedSteps)),
      trap: await timeToError(device),
    };
  } finally {
    await device.dispose();
  }
}

/** Ends the device with a launch that writes behind its memory. */
async function timeToError(device: Device): Promise<number> {
  const graph = createGraph();
  output(graph, "y", emit(graph, operations.fill, [], { shape: [2 ** 22], value: 1 })[0]!);
  const cut: Program = { ...plan(graph, device.capabilities), slabs: [0] };
  const executable = await device.load(cut);
  const start = performance.now();
  const message = await executable.run().then(
    () => "nothing",
    (error: Error) => error.message,
  );
  const took = performance.now() - start;
  if (!message.includes("failed: RuntimeError")) throw new Error(`A launch that traps gave ${message}.`);
  return took;
}
