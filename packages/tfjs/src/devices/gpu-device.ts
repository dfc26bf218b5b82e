// What a GPUDevice reports only afterwards: that it is lost, that memory ran out, that a launch was refused.
import { DeviceError } from "@unravel/core";
import type { DeviceDescription } from "../device.ts";

/** The part of a GPUDevice that reports. */
export type Reporting = Pick<GPUDevice, "lost" | "pushErrorScope" | "popErrorScope">;

/** The promise of the device's loss, and a way to run launches that rejects with what the device reports of them. */
export function watch(device: Reporting): Pick<DeviceDescription, "lost" | "step"> {
  let loss: string | undefined;
  const lost = new Promise<string>((resolve) => {
    device.lost.then(({ reason, message }) => {
      loss = `the GPU device was lost: ${message || reason}`;
      // A device that was closed is not lost.
      if (reason !== "destroyed") resolve(loss);
    });
  });

  return {
    lost,
    async step(work) {
      const outcome = await scoped(device, work);
      if (loss) throw new DeviceError(`${loss}. Open it again, and load the program from its last checkpoint`);
      if (outcome.memory) {
        throw new DeviceError(
          `The GPU is out of memory: use a smaller batch or a smaller network. ${outcome.memory.message}`,
        );
      }
      if (outcome.failure) throw outcome.failure.error;
      if (outcome.refusal) throw new DeviceError(`The GPU refused a launch: ${outcome.refusal.message}`);
    },
  };
}

/** Runs `work` and waits for what the GPU's process has to say about it, not for its results. */
async function scoped(device: Reporting, work: () => void) {
  device.pushErrorScope("out-of-memory");
  device.pushErrorScope("validation");
  let failure: { readonly error: unknown } | undefined;
  try {
    work();
  } catch (error) {
    failure = { error };
  }
  // A device that is lost in between has no more to say here; `lost` tells.
  const report = () => device.popErrorScope().catch((): null => null);
  const [refusal, memory] = await Promise.all([report(), report()]);
  return { failure, refusal, memory };
}
