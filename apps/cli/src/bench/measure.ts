// Times a workload and the device's peak alternately, so that both meet the same machine.
import { setImmediate } from "node:timers/promises";
import { type Device, gateVector, type LaunchTime } from "@unravel/core";
import type { Workload } from "./workload.ts";

/** The first steps make the engine optimise. */
const warmUpSteps = 3;

/** A run makes as many steps as fill this time, one at least. */
const leastSeconds = 0.5;

/** What is measured, and how often. */
export type MeasureOptions = {
  readonly workload: Workload;
  readonly device: Device;
  readonly batch: number;
  readonly runs: number;
  /** Also time every launch, once a run. */
  readonly profiled: boolean;
  readonly signal: AbortSignal;
  /** Called at the start, and after each run with its images a second. */
  readonly onRun: (done: number, imagesPerSecond?: number) => void;
};

/** One entry a run (of `calls` one a step); `peaks` (operations a second) and `profiles` are empty where the device cannot tell. */
export type Measurement = {
  readonly speeds: readonly number[];
  /** Milliseconds that the calls of the runs took. */
  readonly calls: readonly number[];
  readonly peaks: readonly number[];
  readonly profiles: readonly (readonly LaunchTime[])[];
};

/** Makes the runs. Throws the signal's reason when it is aborted. */
export async function measure(options: MeasureOptions): Promise<Measurement> {
  const { workload, device, batch, runs, profiled, signal, onRun } = options;
  const step = async () => {
    signal.throwIfAborted();
    const call = await workload.step();
    await setImmediate(); // one thread computes in this one, which has to hear of Ctrl-C
    return call;
  };
  const { executable } = workload;
  const calls: number[] = [];
  const timedSteps = async (): Promise<number> => {
    const start = performance.now();
    let seconds = 0;
    let steps = 0;
    for (; seconds < leastSeconds; steps++) {
      calls.push(await step());
      seconds = (performance.now() - start) / 1000;
    }
    await workload.settle();
    seconds = (performance.now() - start) / 1000;
    return (steps * batch) / seconds;
  };

  const [speeds, peaks, profiles]: [number[], number[], (readonly LaunchTime[])[]] = [[], [], []];
  onRun(0);
  for (let k = 0; k < warmUpSteps; k++) await step();
  for (let run = 1; run <= runs; run++) {
    const speed = await timedSteps();
    speeds.push(speed);
    if (device.peak) peaks.push(await device.peak());
    if (profiled && executable.profile) {
      executable.writeGates(gateVector(executable.program.graph, {})); // of the whole network: all of its launches count
      profiles.push(await executable.profile());
    }
    onRun(run, speed);
  }
  return { speeds, calls, peaks, profiles };
}
