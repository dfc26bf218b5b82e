// A run timed dispatch by dispatch, by the GPU's own clock.
import type { LaunchTime } from "../device.ts";
import { type Dispatch, dispatch, isLive } from "./encode.ts";
import { bufferUsage, mapRead } from "./gpu.ts";

/** A query set holds 4096 times, two for each dispatch. */
const mostDispatches = 2048;

/** The feature that a profile needs. */
export const timestamps: GPUFeatureName = "timestamp-query";

/**
 * Runs `dispatches` once, each in a pass of its own, and returns what each took. Browsers round times to 0.1 ms unless told otherwise:
 * there, only sums over many dispatches mean something.
 */
export async function profile(
  device: GPUDevice,
  dispatches: readonly Dispatch[],
  gates: Float32Array,
): Promise<readonly LaunchTime[]> {
  const live = dispatches.filter((each) => isLive(each, gates));
  const times: LaunchTime[] = [];
  for (let from = 0; from < live.length; from += mostDispatches) {
    times.push(...(await time(device, live.slice(from, from + mostDispatches))));
  }
  return times;
}

async function time(device: GPUDevice, dispatches: readonly Dispatch[]): Promise<readonly LaunchTime[]> {
  const count = 2 * dispatches.length;
  const querySet = device.createQuerySet({ type: "timestamp", count });
  const resolved = device.createBuffer({ size: 8 * count, usage: bufferUsage.queryResolve | bufferUsage.copySource });
  const staging = device.createBuffer({ size: 8 * count, usage: bufferUsage.mapRead | bufferUsage.copyDestination });
  try {
    const encoder = device.createCommandEncoder();
    for (const [index, each] of dispatches.entries()) {
      const timestampWrites = {
        querySet,
        beginningOfPassWriteIndex: 2 * index,
        endOfPassWriteIndex: 2 * index + 1,
      };
      const pass = encoder.beginComputePass({ timestampWrites });
      pass.setPipeline(each.pipeline);
      dispatch(pass, each);
      pass.end();
    }
    encoder.resolveQuerySet(querySet, 0, count, resolved, 0);
    encoder.copyBufferToBuffer(resolved, 0, staging, 0, 8 * count);
    device.queue.submit([encoder.finish()]);
    await staging.mapAsync(mapRead);
    const nanoseconds = new BigUint64Array(staging.getMappedRange());
    return dispatches.map(({ launch, name, choice }, index) => ({
      launch,
      kernel: name,
      choice,
      milliseconds: Number(nanoseconds[2 * index + 1]! - nanoseconds[2 * index]!) / 1e6,
    }));
  } finally {
    querySet.destroy();
    resolved.destroy();
    staging.destroy();
  }
}
