// The test program: what every engine runs, in each build of the wasm device, on one thread and on all. Nothing in it depends on an engine.
import { createGraph, type Device, emit, operations, output, type Program, plan } from "@unravel/core";
import { conformanceCases, runCase } from "@unravel/core/testing";
import { createWasmDevice } from "@unravel/core/wasm";
import { syntheticImages } from "@unravel/data";
import { buildModel, initialise, trainingGraph, writeStates } from "@unravel/models";
import { recipes, train } from "@unravel/train";

const builds = ["relaxed", "plain"] as const;
const model = buildModel("resnet8");

/** What one build did on a number of threads. */
export type Finding = {
  readonly build: (typeof builds)[number];
  /** As the device says it: "2 threads". */
  readonly threads: string;
  /** The worst relative error of all ops, against the float64 reference. */
  readonly error: number;
  /** SHA-256 of the weights after 20 steps, its first 12 digits. */
  readonly weights: string;
  /** Training ResNet-8 with batches of 32. */
  readonly imagesPerSecond: number;
  /** Milliseconds from the start of a launch that traps to its error. */
  readonly trap: number;
};

/** A build that the engine does not understand, and what the device says then. */
export type Refusal = { readonly build: (typeof builds)[number]; readonly reason: string };

/** Runs everything. `threads` undefined: as many as the device takes by itself. */
export async function examineAll(): Promise<readonly (Finding | Refusal)[]> {
  const found: (Finding | Refusal)[] = [];
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

async function examine(build: Finding["build"], threads: number | undefined): Promise<Finding> {
  const device = await createWasmDevice({
    module: build,
    fill: Number.NaN,
    ...(threads === undefined ? {} : { threads }),
  });
  try {
    return {
      build,
      threads: device.description.split(", ").at(-1)!,
      error: await worstError(device),
      weights: await trainedWeights(device),
      imagesPerSecond: await throughput(device),
      trap: await timeToError(device),
    };
  } finally {
    await device.dispose();
  }
}

async function worstError(device: Device): Promise<number> {
  let worst = 0;
  for (const row of conformanceCases) worst = Math.max(worst, ...(await runCase(device, row)));
  return worst;
}

async function trainedWeights(device: Device): Promise<string> {
  const recipe = { ...recipes.demo, batch: 16, length: { steps: 20 } };
  const images = syntheticImages({ count: 320, split: "train" });
  const { parameters } = await train({ model, recipe, data: { train: images }, device });
  const bytes = await new Blob(Object.values(parameters).map(({ data }) => new Float32Array(data))).arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest.subarray(0, 6), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function throughput(device: Device): Promise<number> {
  const batch = 32;
  const graph = trainingGraph(model, { batch, momentum: 0.9, weightDecay: 1e-4 });
  const step = await device.load(plan(graph, device.capabilities));
  await writeStates(step, initialise(model, 1), { partial: true });
  await step.write("valid", Int32Array.of(batch));
  const times: number[] = [];
  for (let run = 0; run < 40; run++) {
    const start = performance.now();
    await step.run();
    if (run >= 15) times.push(performance.now() - start);
  }
  step.dispose();
  return (1000 * batch) / times.sort((a, b) => a - b)[times.length >> 1]!;
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
