// JavaScript's share of a launch: how long a step keeps the thread busy before the GPU is waited for. It runs in Node and in pages.
import { type Device, type DeviceFactory, type Executable, plan } from "@unravel/core";
import { createWebgpu } from "@unravel/core/webgpu";
import { buildModel, initialise, trainingGraph, writeStates } from "@unravel/models";
import { tfjsWebgpu } from "@unravel/tfjs";

/** What a device's steps cost. */
export type LaunchCost = {
  readonly device: string;
  /** Dispatches of a step. */
  readonly dispatches: number;
  readonly steps: number;
  /** Microseconds of JavaScript for a dispatch: the median of the steps, and the range. */
  readonly median: number;
  readonly least: number;
  readonly most: number;
};

const factories: readonly DeviceFactory[] = [createWebgpu(), tfjsWebgpu];

/** A batch of one image: the GPU has little to do, and the launches are as many as for any other batch. */
const batch = 1;
const warmUpSteps = 20;

/** Counts what is dispatched while `work` runs. */
async function countDispatches(work: () => Promise<unknown>): Promise<number> {
  const pass = globalThis.GPUComputePassEncoder.prototype;
  const { dispatchWorkgroups } = pass;
  let count = 0;
  pass.dispatchWorkgroups = function (...counts) {
    count++;
    return dispatchWorkgroups.apply(this, counts);
  };
  try {
    await work();
  } finally {
    pass.dispatchWorkgroups = dispatchWorkgroups;
  }
  return count;
}

async function loadStep(device: Device, model: string): Promise<Executable> {
  const network = buildModel(model);
  const graph = trainingGraph(network, { batch, momentum: 0.9, weightDecay: 1e-4 });
  const step = await device.load(plan(graph, device.capabilities));
  await writeStates(step, initialise(network, 1), { partial: true });
  await step.write("valid", Int32Array.of(batch));
  return step;
}

/** Steps of `model`, as many as make `launches` dispatches, on our device and on TensorFlow.js', in turns of a step each. */
export async function measureLaunches(model: string, launches: number): Promise<readonly LaunchCost[]> {
  const rows = [];
  for (const factory of factories) {
    const device = await factory.open({ byName: true });
    const step = await loadStep(device, model);
    const whole = async () => {
      await step.run();
      await step.read("loss");
    };
    for (let k = 0; k < warmUpSteps; k++) await whole();
    const dispatches = await countDispatches(whole);
    rows.push({ device, step, dispatches, times: [] as number[] });
  }
  const steps = Math.ceil(launches / Math.min(...rows.map(({ dispatches }) => dispatches)));
  for (let k = 0; k < steps; k++) {
    for (const { step, times } of rows) {
      const start = performance.now();
      const running = step.run(); // returns when all is submitted
      times.push(performance.now() - start);
      await running;
      await step.read("loss"); // so that steps do not pile up
    }
  }
  for (const { device } of rows) await device.dispose();
  return rows.map(({ device, dispatches, times }) => {
    const costs = times.map((time) => (1000 * time) / dispatches).sort((a, b) => a - b);
    return {
      device: device.description,
      dispatches,
      steps,
      median: costs[costs.length >> 1]!,
      least: costs[0]!,
      most: costs.at(-1)!,
    };
  });
}
