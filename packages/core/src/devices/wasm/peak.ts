// How fast the threads of a runner can multiply and add at best: what a program's speed is measured against.
import { pageBytes } from "./image.ts";
import * as kernels from "./kernel-ids.ts";
import * as header from "./layout.ts";
import { createLayout } from "./lowering/lowering.ts";
import type { Runner } from "./runner.ts";

/** The engine optimises the loop while the first launches run; the others are timed. */
const warmUp = 8;
const groups = 8;
const groupSize = 5;
const launches = warmUp + groups * groupSize;

/** Rounds of a launch, which make it a few milliseconds long. A round is 12 vectors of 4 multiply-adds, of 2 operations each. */
const rounds = 2 ** 20;
const operations = rounds * 12 * 4 * 2;

const scratchBytes = 64;

/** Float operations a second of all threads of `runner` together: the loop of `module` is launched again and again. */
export async function measurePeak(module: WebAssembly.Module, runner: Runner, spins: number): Promise<number> {
  const { threads } = runner;
  const words = Array.from({ length: launches }, () => [16, kernels.multiplyAdd, -1, rounds]).flat();
  const layout = createLayout();
  layout.take(header.headerBytes);
  const table = layout.take(4 * words.length);
  const stamps = layout.take(8 * (launches + 1));
  const scratch = layout.take(scratchBytes * threads);

  const pages = Math.ceil(layout.bytes() / pageBytes);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: threads > 1 });
  const view = new Int32Array(memory.buffer);
  const fields: readonly (readonly [address: number, word: number])[] = [
    [header.spins, spins],
    [header.table, table],
    [header.tableEnd, table + 4 * words.length],
    [header.stamps, stamps],
    [header.scratch, scratch],
    [header.scratchBytes, scratchBytes],
  ];
  for (const [address, word] of fields) view[address / 4] = word;
  view.set(words, table / 4);

  const loaded = runner.load(module, memory);
  await loaded.run();
  loaded.drop();
  const times = new Float64Array(memory.buffer, stamps, launches + 1);
  // Where thread 0 wakes late, its next launch looks shorter than it was, so no launch counts alone; and other processes can only make
  // launches longer, so the best group counts.
  const milliseconds = Array.from({ length: groups }, (_, group) => {
    const start = warmUp + group * groupSize;
    const durations = times
      .subarray(start + 1, start + groupSize + 1)
      .map((end, launch) => end - times[start + launch]!);
    return durations.sort()[groupSize >> 1]!;
  });
  return (threads * operations) / (Math.min(...milliseconds) / 1000);
}
