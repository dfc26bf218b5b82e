// JavaScript's share of a launch: how long steps keep the thread busy before the GPU is waited for. It runs in Node and in pages.
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
  /** Microseconds of JavaScript for a dispatch: the median of the turns, and the range. */
  readonly median: number;
  readonly least: number;
  readonly most: number;
};

const factories: readonly DeviceFactory[] = [createWebgpu(), tfjsWebgpu];

/** A batch of one image: the GPU has little to do, and the launches are as many as for any other batch. */
const batch = 1;
const warmUpTurns = 10;
/** What our device submits before it first waits for the GPU. */
const stepsOfTurn = 3;
/** Of a device that does not tell how many dispatches a step has: TensorFlow.js', which makes one for each op. */
const fewestDispatches = 500;

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

/** The cost of steps of `model` on a device: as many as make `launches` dispatches. */
async function measureDevice(factory: DeviceFactory, model: string, launches: number): Promise<LaunchCost> {
  const device = await factory.open({ byName: true });
  const step = await loadStep(device, model);
  const times: number[] = [];
  const takeTurn = async () => {
    let time = 0;
    for (let k = 0; k < stepsOfTurn; k++) {
      const start = performance.now();
      const running = step.run(); // returns when all is submitted
      time += performance.now() - start;
      await running;
    }
    times.push(time / stepsOfTurn);
    await step.read("loss"); // so that steps do not pile up
  };
  for (let k = 0; k < warmUpTurns; k++) await takeTurn();
  const fewest = step.dispatches ?? fewestDispatches;
  times.length = 0;
  while (times.length * stepsOfTurn * fewest < launches) await takeTurn();
  // Last, for a method of WebGPU that was replaced is slower from then on.
  const dispatches = await countDispatches(() => step.run().then(() => step.read("loss")));
  await device.dispose();
  const costs = times.map((time) => (1000 * time) / dispatches).sort((a, b) => a - b);
  return {
    device: device.description,
    dispatches,
    steps: stepsOfTurn * times.length,
    median: costs[costs.length >> 1]!,
    least: costs[0]!,
    most: costs.at(-1)!,
  };
}

/** What launches of `model`'s training step cost, at least `launches` of them on our device and then on TensorFlow.js'. */
export async function measureLaunches(model: string, launches: number): Promise<readonly LaunchCost[]> {
  const costs: LaunchCost[] = [];
  for (const factory of factories) costs.push(await measureDevice(factory, model, launches));
  return costs;
}
