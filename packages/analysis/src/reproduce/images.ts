// The images that the runs of a table share.
import { type ImageSet, resizeImages, syntheticImages } from "@unravel/data";
import { fingerprint, type TrainingData } from "@unravel/train";
import { type PlannedImages, type PlannedRun, runName } from "./plan.ts";
import type { RecordedSet, RunRecord } from "./record.ts";

/** Both halves of a data set. */
export type Halves = Required<TrainingData>;

/** Images with what is recorded of them, computed once. */
export type Loaded = { readonly data: Halves; readonly train: RecordedSet; readonly test: RecordedSet };

const recorded = (set: ImageSet): RecordedSet => {
  const { name, images, checksum, provenance } = fingerprint(set);
  return { name, images, checksum, known: provenance.known };
};

function requireSameImages({ row, seed, ...record }: RunRecord, loaded: Loaded): void {
  for (const part of ["train", "test"] as const) {
    const [before, now] = [record[part], loaded[part]];
    if (before.checksum === now.checksum && before.images === now.images) continue;
    throw new Error(
      `The result of ${runName({ row, seed })} is of other ${part} images (${before.images} of ${before.name}, checksum ${before.checksum}; now ${now.images} of ${now.name}, ${now.checksum}): results of different images make no table. Give the images that it was made with, or start anew in another folder.`,
    );
  }
}

const synthetic = ({ side, testSide }: PlannedImages, count: { train: number; test: number }): Halves => ({
  train: resizeImages(syntheticImages({ count: count.train, split: "train" }), side),
  test: resizeImages(syntheticImages({ count: count.test, split: "test" }), testSide),
});

/**
 * Gives the images of runs, by `given` where they are not synthetic. Each set is loaded when it is first asked for. Throws an Error where
 * its images are others than those of a record in `found`.
 */
export function createLoader(
  given: (run: PlannedRun) => Promise<Halves>,
  found: ReadonlyMap<PlannedRun, RunRecord>,
): (run: PlannedRun) => Promise<Loaded> {
  const sets = new Map<string, Promise<Loaded>>();
  const load = async (run: PlannedRun, key: string): Promise<Loaded> => {
    const { images } = run;
    const data = images.synthetic ? synthetic(images, images.synthetic) : await given(run);
    const loaded = { data, train: recorded(data.train), test: recorded(data.test) };
    for (const [{ images: others }, record] of found) {
      if (JSON.stringify(others) === key) requireSameImages(record, loaded);
    }
    return loaded;
  };
  return (run) => {
    const key = JSON.stringify(run.images);
    const loading = sets.get(key) ?? load(run, key);
    sets.set(key, loading);
    return loading;
  };
}
