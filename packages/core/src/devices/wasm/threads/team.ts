// The threads of a device, each in a worker of its own.
import { DeviceError } from "../../../errors.ts";
import { walkerSource } from "../generated/walker.ts";
import type { LoadedProgram, Runner } from "../runner.ts";
import { startThread, type Thread } from "./platform.ts";
import { type Report, releaseMemory } from "./walker.ts";

type Run = { waiting: number; resolve(): void; reject(error: DeviceError): void };

/** Options of a team. */
export type TeamOptions = {
  readonly threads: number;
  /** Makes a worker from this package's file "wasm-worker", where a page must not inline one. */
  readonly createWorker?: () => Worker;
};

/** Threads that walk the same programs together. When one fails all end, and so does the team. */
export class Team implements Runner {
  /** Resolves with the reason when a thread has failed. */
  readonly lost: Promise<string>;
  readonly threads: number;
  readonly #workers: readonly Thread[];
  readonly #runs = new Map<number, Run>();
  #lose!: (reason: string) => void;
  #programs = 0;
  #failure: DeviceError | undefined;

  constructor({ threads, createWorker }: TeamOptions) {
    this.threads = threads;
    this.lost = new Promise((resolve) => {
      this.#lose = resolve;
    });
    this.#workers = Array.from({ length: threads }, () =>
      startThread(
        walkerSource,
        { report: (report) => this.#receive(report), failed: (reason) => this.#fail(reason) },
        createWorker,
      ),
    );
  }

  load(module: WebAssembly.Module, memory: WebAssembly.Memory): LoadedProgram {
    const program = this.#programs++;
    const { threads } = this;
    for (const [thread, worker] of this.#workers.entries()) {
      worker.post({ kind: "load", program, module, memory, thread, threads });
    }
    return {
      run: () =>
        new Promise((resolve, reject) => {
          if (this.#failure) return reject(this.#failure);
          if (this.#runs.has(program)) {
            return reject(new DeviceError("This program is still running: await a run before you start the next one."));
          }
          this.#runs.set(program, { waiting: threads, resolve, reject });
          for (const worker of this.#workers) worker.post({ kind: "run", program });
        }),
      drop: () => {
        for (const worker of this.#workers) worker.post({ kind: "drop", program });
        releaseMemory();
      },
    };
  }

  /** Ends all threads; a run that is under way is rejected. */
  async dispose(): Promise<void> {
    this.#failure ??= new DeviceError("The wasm device was disposed of.");
    await this.#end(this.#failure);
  }

  #receive(report: Report): void {
    if ("failure" in report) this.#fail(report.failure);
    else this.#arrived(report.program);
  }

  #arrived(program: number): void {
    const run = this.#runs.get(program);
    if (!run || --run.waiting > 0) return;
    this.#runs.delete(program);
    run.resolve();
  }

  #fail(reason: string): void {
    if (this.#failure) return;
    const message = `A thread of the wasm device failed: ${reason}. The device cannot be used any more: open a new one.`;
    this.#failure = new DeviceError(message);
    this.#lose(message);
    void this.#end(this.#failure);
  }

  async #end(error: DeviceError): Promise<void> {
    for (const run of this.#runs.values()) run.reject(error);
    this.#runs.clear();
    await Promise.all(this.#workers.map((worker) => worker.end()));
  }
}
