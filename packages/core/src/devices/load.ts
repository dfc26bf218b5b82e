// Loading a graph whose size depends on how many images run together, with advice where they are too many.
import { MemoryError } from "../errors.ts";
import type { Graph } from "../graph/graph.ts";
import { formatBytes } from "../plan/arena.ts";
import { type PlanOptions, plan } from "../plan/plan.ts";
import type { Device, Executable } from "./device.ts";

/** How many smaller batches an error names. */
const mostNamed = 3;

/**
 * Plans `graphOf(batch)` and loads it. Throws a MemoryError where the device has too little memory; it names smaller batches with what each
 * of them would take, which is found by planning alone.
 */
export async function loadBatch(
  device: Device,
  graphOf: (batch: number) => Graph,
  batch: number,
  options: PlanOptions = {},
): Promise<Executable> {
  try {
    return await device.load(plan(graphOf(batch), device.capabilities, options));
  } catch (error) {
    if (!(error instanceof MemoryError)) throw error;
    const limit = Math.min(device.capabilities.memoryBytes, options.memoryBytes ?? Number.POSITIVE_INFINITY);
    const smaller = smallerBatches(device, graphOf, batch, limit);
    if (smaller.length === 0) throw error;
    const list = smaller.map((each) => `${each.batch} would take ${formatBytes(each.bytes)}`).join(", ");
    throw new MemoryError(`${error.message} Of smaller batches, ${list}.`, { cause: error });
  }
}

/** Halves of `batch`, halves of these and so on, that take at most `limit` bytes: the largest few of them. */
function smallerBatches(
  { capabilities }: Device,
  graphOf: (batch: number) => Graph,
  batch: number,
  limit: number,
): readonly { readonly batch: number; readonly bytes: number }[] {
  const found: { readonly batch: number; readonly bytes: number }[] = [];
  for (let half = batch >> 1; half >= 1 && found.length < mostNamed; half >>= 1) {
    const bytes = peakOf(graphOf(half), capabilities);
    if (bytes <= limit) found.push({ batch: half, bytes });
  }
  return found;
}

/** What a program takes with all values kept; Infinity where one of them is too large for the device. */
function peakOf(graph: Graph, capabilities: Device["capabilities"]): number {
  try {
    return plan(graph, { ...capabilities, memoryBytes: Number.POSITIVE_INFINITY }).memory.peak;
  } catch (error) {
    if (error instanceof MemoryError) return Number.POSITIVE_INFINITY;
    throw error;
  }
}
