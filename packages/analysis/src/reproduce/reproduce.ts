// The runs of a table, one after another; each is kept as soon as it has ended.
import { carryOut } from "./carry-out.ts";
import { createLoader, requireSharedImages } from "./images.ts";
import type { Reproduced, ReproduceOptions } from "./options.ts";
import { type PlannedRun, planRefusal, runName } from "./plan.ts";
import { type RunRecord, readRecord, writeRecord } from "./record.ts";

/** The records that are there already. */
async function findRecords({ runs, store }: ReproduceOptions): Promise<Map<PlannedRun, RunRecord>> {
  const found = new Map<PlannedRun, RunRecord>();
  for (const run of runs) {
    const record = await readRecord(store, run);
    if (record) found.set(run, record);
  }
  return found;
}

async function carryOutAll(options: ReproduceOptions): Promise<Reproduced> {
  const { runs, store, workshop, data, keepRuns = false, signal, onRecord } = options;
  const found = await findRecords(options);
  requireSharedImages(found);
  const load = createLoader(data, found);
  for (const [index, run] of runs.entries()) {
    if (found.has(run)) continue;
    if (signal?.aborted) break;
    const place = { run, index, total: runs.length };
    const record = await carryOut(place, await load(run), options);
    if (!record) break;
    await writeRecord(store, run, record);
    if (!keepRuns) await workshop.discard(runName(run));
    found.set(run, record);
    onRecord?.(record, place);
  }
  const records = runs.flatMap((run) => found.get(run) ?? []);
  return { records, finished: records.length === runs.length };
}

/**
 * Carries out the runs that `store` has no record of yet, and writes the record of each as it ends. A run whose numbers overflow is a result
 * too. A run that was interrupted goes on from its checkpoint.
 *
 * Throws an Error for runs that cannot be trained (see `planRefusal`), where the store holds something and `resume` was not asked for, where
 * a record is damaged or of another training, and where records are of different images, or of others than those given; a StoreError where another process is at work
 * on it; and what `train` throws where a run cannot begin.
 */
export async function reproduce(options: ReproduceOptions): Promise<Reproduced> {
  const { runs, store, resume = false } = options;
  const refusal = runs.map(planRefusal).find((reason) => reason !== undefined);
  if (refusal !== undefined) throw new Error(refusal);
  if (!resume && (await store.list()).length > 0) {
    throw new Error(
      `${store.location} is not empty, and nothing in it is overwritten: go on with what is there by resuming (--resume), or choose another folder (--out).`,
    );
  }
  const release = await store.lock("reproduce");
  try {
    return await carryOutAll(options);
  } finally {
    await release();
  }
}
