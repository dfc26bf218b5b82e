// What a GPUDevice reports only afterwards: that it is lost, that memory ran out, that it refused what it was given.
import { DeviceError } from "../../errors.ts";

/** The part of a GPUDevice that reports. */
export type Reporting = Pick<GPUDevice, "lost" | "pushErrorScope" | "popErrorScope" | "addEventListener">;

/** Watches a device for the time that it is used. */
export type Watch = {
  /** Resolves with the reason where the device is lost; pending while it is not, and where `close` was called. */
  readonly lost: Promise<string>;
  /** Throws a DeviceError where the device is lost or was closed, or has refused something since the last call. */
  check(): void;
  /** From here on the device must not be used, and its end is no loss. */
  close(): void;
};

/** Starts watching `device`. */
export function watch(device: Reporting): Watch {
  let loss: string | undefined;
  let refusal: string | undefined;
  let closed = false;
  device.addEventListener("uncapturederror", (event) => {
    refusal ??= (event as GPUUncapturedErrorEvent).error.message;
  });
  return {
    lost: new Promise((resolve) => {
      device.lost.then(({ reason, message }) => {
        if (closed) return;
        loss = `the GPU device was lost: ${message || reason}`;
        resolve(loss);
      });
    }),
    check() {
      if (closed) throw new DeviceError("This device was disposed of: open it again.");
      if (loss) throw new DeviceError(`${loss}. Open it again, and load the program from its last checkpoint.`);
      const told = refusal;
      refusal = undefined;
      if (told) throw new DeviceError(`The GPU refused a command: ${told}`);
    },
    close() {
      closed = true;
    },
  };
}

/** The messages of the first errors that `work`, which must not wait for anything, made the device report. */
export async function scoped<T>(
  device: Reporting,
  work: () => T,
): Promise<{ readonly result: T; readonly memory: string | undefined; readonly refusal: string | undefined }> {
  device.pushErrorScope("out-of-memory");
  device.pushErrorScope("validation");
  // A device that is lost in between has no more to say here; `lost` tells.
  const report = () =>
    device.popErrorScope().then(
      (error) => error?.message,
      () => undefined,
    );
  try {
    const result = work();
    const [refusal, memory] = await Promise.all([report(), report()]);
    return { result, memory, refusal };
  } catch (error) {
    await Promise.all([report(), report()]);
    throw error;
  }
}
