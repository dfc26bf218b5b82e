// What runs in each worker: it walks programs when it is told to. The build inlines this file as text, so it imports nothing.

/** The part of a worker's global scope, or of Node's parentPort, that is needed. */
export type Port = {
  onmessage: ((event: { readonly data: Order }) => void) | null;
  postMessage(report: Report): void;
};

/** What a worker is told. `program` numbers the programs of a device. */
export type Order =
  | {
      readonly kind: "load";
      readonly program: number;
      readonly module: WebAssembly.Module;
      readonly memory: WebAssembly.Memory;
      readonly thread: number;
      readonly threads: number;
    }
  | { readonly kind: "run"; readonly program: number }
  | { readonly kind: "drop"; readonly program: number };

/** What a worker answers: its part of a run is done, or why it failed. One that stops because of another says nothing. */
export type Report = { readonly program: number } | { readonly failure: string };

/** `walk` is false where another thread has failed; `stop` tells the others that this one has. */
type Walk = { readonly walk: () => boolean; readonly stop: () => void };

/**
 * Makes the engine look for garbage. Shared memory ends when the last thread that knows of it has collected its garbage, but V8 does not
 * count the bytes of one, and a thread that only walks makes no other garbage: gigabytes would wait, and a page has addresses for some
 * hundred shared memories only. The bytes of an ArrayBuffer count, and they are never touched.
 */
export function releaseMemory(): void {
  new ArrayBuffer(2 ** 26);
}

/** Serves the orders that come through `port`, for good. */
export function serve(port: Port): void {
  const walks = new Map<number, Walk>();

  const load = (order: Extract<Order, { kind: "load" }>): Walk => {
    const { exports } = new WebAssembly.Instance(order.module, {
      env: { memory: order.memory, now: () => performance.now() },
    });
    const walk = exports.walk as (thread: number, threads: number) => number;
    return { stop: exports.stop as () => void, walk: () => walk(order.thread, order.threads) !== 0 };
  };

  const drop = (program: number): void => {
    walks.delete(program);
    releaseMemory();
  };

  port.onmessage = ({ data }) => {
    try {
      if (data.kind === "load") walks.set(data.program, load(data));
      else if (data.kind === "drop") drop(data.program);
      else if (walks.get(data.program)?.walk()) port.postMessage({ program: data.program });
    } catch (error) {
      // The others wait at the barrier.
      walks.get(data.program)?.stop();
      port.postMessage({ failure: String(error) });
    }
  };
}
