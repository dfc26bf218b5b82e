// A GPU that goes away in the middle of a step, and one whose memory is short: nothing is lost.
/// <reference types="node" />
import "../../../../tests/support/software-gpu.ts";
import { type DeviceFactory, type DeviceSupply, MemoryError, openSupply } from "@unravel/core";
import { memoryStore } from "@unravel/core/store";
import { createWasm } from "@unravel/core/wasm";
import { createWebgpu, findAdapter } from "@unravel/core/webgpu";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Loss, trainOn } from "./losses.ts";
import { tinyRecipe } from "./tiny.testing.ts";
import { content, start, data as tinyData, unbroken } from "./tiny-run.testing.ts";
import { resume } from "./train.ts";

const data = { train: tinyData.train }; // one program less to compile
const recipe = tinyRecipe({ length: { steps: 12 } });

/** The device webgpu, whose adapters are changed by `wrap`; and its newest GPUDevice. */
function breakable(wrap: (gpu: GPUDevice) => GPUDevice = (gpu) => gpu) {
  let newest: GPUDevice | undefined;
  const factory: DeviceFactory = {
    name: "webgpu",
    async open(options) {
      const adapter = await findAdapter(true); // a new one: each gives one device
      const requestDevice = async (descriptor?: GPUDeviceDescriptor) => {
        newest = await adapter.requestDevice(descriptor);
        return wrap(newest);
      };
      const wrapped = new Proxy(adapter, {
        get(target, key) {
          const member = key === "requestDevice" ? requestDevice : Reflect.get(target, key);
          return typeof member === "function" ? member.bind(target) : member;
        },
      });
      return createWebgpu({ adapter: async () => wrapped }).open(options);
    },
  };
  return { factory, destroy: () => newest!.destroy() };
}

let opened: DeviceSupply | undefined;
beforeEach(async ({ skip }) => {
  await findAdapter(true).catch((error: Error) => skip(error.message));
});
afterEach(async () => {
  await opened?.dispose();
  opened = undefined;
});

test("a GPU that is destroyed between two steps is opened again, and the run ends with the bits of an unbroken one", async () => {
  const run = async (fatal: readonly number[]) => {
    const { factory, destroy } = breakable();
    const devices = await openSupply([factory]);
    opened = devices;
    const directory = memoryStore();
    const losses: Loss[] = [];
    const left = [...fatal];
    const result = await trainOn({ devices, directory, onLoss: (loss) => losses.push(loss) }, (device, goesOn) => {
      const options = {
        data,
        device,
        checkpointEvery: 3,
        onStep: ({ step }: { readonly step: number }) => {
          if (step === left[0]) {
            left.shift();
            destroy();
          }
        },
      };
      return goesOn ? resume(directory, options) : start(directory, { recipe }, options);
    });
    await devices.dispose();
    expect(result.finished).toBe(true);
    return { files: await content(directory), losses };
  };
  const whole = await run([]);
  const broken = await run([5]);
  expect(broken.losses.map(({ step, next }) => [step, next.name])).toEqual([[3, "webgpu"]]);
  expect(broken.files).toEqual(whole.files);
});

test("a GPU that does not come back gives way to wasm, and the record says who made which steps", async () => {
  const { factory, destroy } = breakable();
  let plugged = true;
  const gpu: DeviceFactory = {
    name: "webgpu",
    open: (options) => (plugged ? factory.open(options) : Promise.reject(new Error("no adapter any more"))),
  };
  const devices = await openSupply([gpu, createWasm({ threads: 1 })]);
  opened = devices;
  const directory = memoryStore();
  await trainOn({ devices, directory, onLoss: () => {} }, (device, goesOn) => {
    if (goesOn) return resume(directory, { data, device });
    return start(
      directory,
      { recipe },
      {
        data,
        device,
        checkpointEvery: 4,
        onStep({ step }) {
          if (step !== 6) return;
          plugged = false;
          destroy();
        },
      },
    );
  });
  expect(devices.device.name).toBe("wasm");
  const files = await content(directory);
  expect(JSON.parse(files["summary.json"]!).devices).toMatchObject([
    { from: 0, name: "webgpu" },
    { from: 4, name: "wasm" },
  ]);
  const steps = (metrics: string | undefined) => [...metrics!.matchAll(/"step":(\d+)/g)].map(([, step]) => step);
  expect(steps(files["metrics.jsonl"])).toEqual(steps((await unbroken({ recipe }))["metrics.jsonl"]));
});

test("memory that the GPU has not: before the run begins, with smaller batches that take less", async () => {
  const scopes: GPUErrorFilter[] = [];
  const { factory } = breakable(
    (gpu) =>
      new Proxy(gpu, {
        get(target, key) {
          if (key === "pushErrorScope") return (filter: GPUErrorFilter) => void scopes.push(filter);
          if (key === "popErrorScope")
            return async () => (scopes.pop() === "out-of-memory" ? { message: "no memory" } : null);
          const member = Reflect.get(target, key);
          return typeof member === "function" ? member.bind(target) : member;
        },
      }),
  );
  const device = await factory.open({ byName: true });
  try {
    const directory = memoryStore();
    const starting = start(directory, { recipe }, { device });
    await expect(starting).rejects.toThrow(MemoryError);
    await expect(starting).rejects.toThrow(
      /The GPU has no .* left for this program.*Of smaller batches, \d+ would take/,
    );
    expect(await directory.list()).toEqual([]);
  } finally {
    await device.dispose();
  }
});
