// Threads that fail: one error, soon, and no thread left.
/// <reference types="node" />
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createGraph, emit, output } from "../../../graph/graph.ts";
import { fill } from "../../../ops/fill/fill.ts";
import { plan } from "../../../plan/plan.ts";
import { createImage, pageBytes } from "../image.ts";
import { compileModule } from "../modules.ts";
import { Team } from "./team.ts";

const threads = 3;

/** A program that fills a value far larger than its memory: the threads with the later shares leave it, the first does not. */
async function overflowing() {
  const graph = createGraph();
  output(graph, "y", emit(graph, fill, [], { shape: [2 ** 20], value: 1 })[0]!);
  const program = plan(graph, { alignment: 64, slabBytes: 2 ** 31, memoryBytes: 2 ** 31, floatBytes: 4 });
  const image = createImage({ ...program, slabs: [0] }, threads, 0);
  const { module } = await compileModule(["plain"], true);
  const pages = image.bytes / pageBytes + 32;
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  for (const { address, words } of image.words) new Int32Array(memory.buffer, address, words.length).set(words);
  return { module, memory };
}

test("a trap in some threads is one error for the run, and the team is lost", async () => {
  const team = new Team({ threads });
  const { module, memory } = await overflowing();
  const loaded = team.load(module, memory);
  const start = performance.now();
  await expect(loaded.run()).rejects.toThrow(/^A thread of the wasm device failed: RuntimeError: .*open a new one\.$/);
  expect(performance.now() - start).toBeLessThan(5000);
  expect(await team.lost).toContain("RuntimeError");
  await expect(loaded.run()).rejects.toThrow("A thread of the wasm device failed");
});

/** Runs a module that has the device to the end of its process. */
async function inOwnProcess(body: string): Promise<{ code: number; printed: string }> {
  const file = (path: string) => JSON.stringify(join(import.meta.dirname, path));
  const source = `
    import { createWasmDevice } from ${file("../device.ts")};
    import { loadStep } from ${file("../step.testing.ts")};
    const workers = [];
    process.on("worker", (worker) => workers.push(worker));
    const device = await createWasmDevice({ threads: 3 });
    const step = await loadStep(device);
    ${body}`;
  const child = spawn(process.execPath, ["--no-warnings", "--input-type=module", "--eval", source]);
  let printed = "";
  child.stdout.setEncoding("utf8").on("data", (text) => {
    printed += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text) => {
    printed += text;
  });
  const [code] = (await once(child, "close")) as [number];
  return { code, printed };
}

test("a process ends by itself once the device is disposed of", async () => {
  const { code, printed } = await inOwnProcess(`
    await step.run();
    await device.dispose();
    await step.run().catch((error) => console.log(error.message));`);
  expect({ code, printed }).toEqual({ code: 0, printed: "This program was disposed of: load it again.\n" });
});

test("dispose() in the middle of a run rejects it", async () => {
  const { code, printed } = await inOwnProcess(`
    const run = step.run().catch((error) => console.log(error.message));
    await device.dispose();
    await run;`);
  expect({ code, printed }).toEqual({ code: 0, printed: "The wasm device was disposed of.\n" });
});

test("a worker that ends is an error for the run, and the device is lost", async () => {
  const { code, printed } = await inOwnProcess(`
    await new Promise(setImmediate); // until then the process has not heard of its workers
    // Told to end before it is told to run: the others wait at the barrier for it.
    const ended = workers[1].terminate();
    await step.run().catch((error) => console.log(error.name, error.message));
    await ended;
    console.log(await device.lost);
    await step.run().catch((error) => console.log(error.name));`);
  const message =
    "A thread of the wasm device failed: its worker ended. The device cannot be used any more: open a new one.";
  expect({ code, printed }).toEqual({ code: 0, printed: `DeviceError ${message}\n${message}\nDeviceError\n` });
});
