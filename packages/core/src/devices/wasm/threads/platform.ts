// Threads as pages, Deno and Bun have them (Worker) and as Node does (worker_threads).
import type { Order, Report } from "./walker.ts";

/** A running worker. */
export type Thread = {
  post(order: Order): void;
  /** Ends it at once, whatever it does. */
  end(): Promise<unknown>;
};

/** What a worker tells its owner. */
export type Listener = {
  report(report: Report): void;
  /** It is gone, or could not start. */
  failed(reason: string): void;
};

type NodeWorker = {
  on(event: "message", listener: (report: Report) => void): void;
  on(event: "error", listener: (error: Error) => void): void;
  on(event: "exit", listener: () => void): void;
  postMessage(order: Order): void;
  terminate(): Promise<number>;
};
type NodeThreads = { readonly Worker: new (source: string, options: object) => NodeWorker };
type NodeSystem = { availableParallelism(): number };
type NodeProcess = { getBuiltinModule?(name: string): unknown };

/** A built-in module of Node, without an import that other engines and bundlers would stumble over. */
const builtin = (name: string): unknown =>
  (globalThis as { readonly process?: NodeProcess }).process?.getBuiltinModule?.(name);

/** Number of processors that this process may use; 1 where nobody tells. */
export function processors(): number {
  const system = builtin("node:os") as NodeSystem | undefined;
  return globalThis.navigator?.hardwareConcurrency ?? system?.availableParallelism() ?? 1;
}

/** Whether threads can share memory here: a page must be cross-origin isolated. */
export const canShareMemory = (): boolean =>
  typeof SharedArrayBuffer === "function" && globalThis.crossOriginIsolated !== false;

/** Starts a worker on `source`, the text of `serve`; or one that the page makes itself, from the file. */
export function startThread(source: string, listener: Listener, create?: () => Worker): Thread {
  return typeof Worker === "function" ? startWorker(source, listener, create) : startNodeWorker(source, listener);
}

function startWorker(source: string, listener: Listener, create?: () => Worker): Thread {
  const url = create ? "" : URL.createObjectURL(new Blob([`${source}\nserve(self);`], { type: "text/javascript" }));
  const worker = create?.() ?? new Worker(url, { type: "module" });
  worker.onmessage = ({ data }) => listener.report(data as Report);
  worker.onerror = (event) => {
    event.preventDefault?.();
    listener.failed(event.message || "its worker could not be loaded");
  };
  worker.onmessageerror = () => listener.failed("a message could not be read");
  return {
    post: (order) => worker.postMessage(order),
    async end() {
      worker.terminate();
      if (url) URL.revokeObjectURL(url);
    },
  };
}

function startNodeWorker(source: string, listener: Listener): Thread {
  const { Worker: NodeWorker } = builtin("node:worker_threads") as NodeThreads;
  const text = `${source}\nserve(require("node:worker_threads").parentPort);`;
  const worker = new NodeWorker(text, { eval: true, execArgv: [] });
  worker.on("message", (report) => listener.report(report));
  worker.on("error", (error) => listener.failed(String(error)));
  worker.on("exit", () => listener.failed("its worker ended"));
  return { post: (order) => worker.postMessage(order), end: () => worker.terminate() };
}
