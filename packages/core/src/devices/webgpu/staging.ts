// The buffers that results are read through. A read is a copy that takes its place in the queue, and then a wait that nothing has to wait for.
import { bufferUsage } from "./gpu.ts";

/** Large values take turns in one buffer, a part at a time; a few small ones, such as metrics, may be on their way at once. */
const largeBytes = 2 ** 20;
const smallBytes = 256;
const smallBuffers = 4;

/** Bytes of all of them. */
export const stagingBytes: number = largeBytes + smallBuffers * smallBytes;

/** The buffers of a loaded program, each for one read at a time. */
export type Staging = {
  /**
   * Calls `read` with a buffer: at once for a value of few bytes, so that its copy comes before what is submitted next, else when it is
   * its turn. `read` must not use the buffer any more when its promise has settled.
   */
  lend<T>(bytes: number, read: (buffer: GPUBuffer) => Promise<T>): Promise<T>;
  /** Resolves when no read waits for its turn; undefined where none does: what is submitted then changes no value that was asked for. */
  turns(): Promise<unknown> | undefined;
  /** Whether the buffers are destroyed. */
  closed(): boolean;
  destroy(): void;
};

/** Makes the buffers. What cannot be had shows in the device's error scope. */
export function createStaging(device: GPUDevice): Staging {
  const create = (size: number) =>
    device.createBuffer({ size, usage: bufferUsage.mapRead | bufferUsage.copyDestination });
  const large = create(largeBytes);
  const small = Array.from({ length: smallBuffers }, () => create(smallBytes));
  const free = [...small];
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  let closed = false;
  return {
    lend(bytes, read) {
      const buffer = bytes <= smallBytes ? free.pop() : undefined;
      if (buffer) return read(buffer).finally(() => free.push(buffer));
      waiting++;
      const turn = last.then(() => read(large)).finally(() => waiting--);
      last = turn.catch(() => {});
      return turn;
    },
    turns: () => (waiting > 0 ? last : undefined),
    closed: () => closed,
    destroy() {
      closed = true;
      for (const buffer of [large, ...small]) buffer.destroy();
    },
  };
}
