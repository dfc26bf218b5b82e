// The images that the runs of a table share.
import type { ImageSet } from "@unravel/data";
import { fingerprint, type TrainingData } from "@unravel/train";
import { type PlannedRun, runName } from "./plan.ts";
import type { RecordedSet, RunRecord } from "./record.ts";

const recorded = (set: ImageSet): RecordedSet => {
  const { name, images, checksum, provenance } = fingerprint(set);
  return { name, images, checksum, known: provenance.known };
};

/** Images with what is recorded of them, computed once. */
export type Loaded = { readonly data: TrainingData; readonly train: RecordedSet; readonly test: RecordedSet };

function requireSameImages({ row, seed, ...record }: RunRecord, loaded: Loaded): void {
  for (const part of ["train", "test"] as const) {
    const [before, now] = [record[part], loaded[part]];
    if (before.checksum === now.checksum && before.images === now.images) continue;
    throw new Error(
      `The result of ${runName({ row, seed })} is of other ${part} images (${before.images} of ${before.name}, checksum ${before.checksum}; now ${now.images} of ${now.name}, ${now.checksum}): results of different images make no table. Give the images that it was made with, or start anew in another folder.`,
    );
  }
}

/**
 * Images by data set, loaded when they are first asked for. Throws an Error where they are others than those of a record that is there already.
 */
export function createLoader(
  data: (run: PlannedRun) => Promise<TrainingData>,
  found: ReadonlyMap<PlannedRun, RunRecord>,
): (run: PlannedRun) => Promise<Loaded> {
  const sets = new Map<string, Promise<Loaded>>();
  const load = async (run: PlannedRun): Promise<Loaded> => {
    const given = await data(run);
    if (!given.test) throw new Error(`${run.dataset} has no test images: a table needs them.`);
    const loaded = { data: given, train: recorded(given.train), test: recorded(given.test) };
    for (const [other, record] of found) if (other.dataset === run.dataset) requireSameImages(record, loaded);
    return loaded;
  };
  return (run: PlannedRun): Promise<Loaded> => {
    const loading = sets.get(run.dataset) ?? load(run);
    sets.set(run.dataset, loading);
    return loading;
  };
}
