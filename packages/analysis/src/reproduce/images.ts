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

const setText = ({ name, images, checksum }: RecordedSet): string => `${images} of ${name}, checksum ${checksum}`;

/** Throws an Error unless `record` is of the images `others`, which are `whose`. */
function requireSameImages(record: RunRecord, others: Pick<Loaded, "train" | "test">, whose: string): void {
  for (const part of ["train", "test"] as const) {
    const [own, other] = [setText(record[part]), setText(others[part])];
    if (own === other) continue;
    throw new Error(
      `The result of ${runName(record)} is of other ${part} images (${own}) than ${whose} (${other}): results of different images make no table. Give the images that it was made with, delete it to train that run anew, or start anew in another folder.`,
    );
  }
}

/** Throws an Error where records of runs that share their images are of different ones. */
export function requireSharedImages(found: ReadonlyMap<PlannedRun, RunRecord>): void {
  const firsts = new Map<string, RunRecord>();
  for (const [{ images }, record] of found) {
    const key = JSON.stringify(images);
    const first = firsts.get(key) ?? record;
    firsts.set(key, first);
    requireSameImages(record, first, `that of ${runName(first)}`);
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
      if (JSON.stringify(others) === key) requireSameImages(record, loaded, "those given now");
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
