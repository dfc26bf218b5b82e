import { memoryStore, type Store } from "@unravel/core/store";
import { encode } from "fast-png";
import { expect, test } from "vitest";
import { loadImageFolder } from "./load.ts";

const png = (value: number) =>
  Uint8Array.from(encode({ width: 6, height: 4, channels: 3, data: new Uint8Array(72).fill(value) }));

async function folderOf(files: Record<string, Uint8Array>): Promise<Store> {
  const store = memoryStore();
  for (const [path, bytes] of Object.entries(files)) await store.write(path, bytes);
  return store;
}

const values = ({ images, shape }: { images: Uint8Array; shape: readonly number[] }) =>
  [...images].filter((_, at) => at % (shape[1]! * shape[2]! * 3) === 0);

test("folders are classes, in the order of their names; other files are no images", async () => {
  const directory = await folderOf({
    "train/dog/b.PNG": png(1),
    "train/cat/a.png": png(2),
    "train/cat/deeper/c.jpeg": png(3),
    "train/cat/readme.txt": png(9),
    "val/dog/x.png": png(4),
    ".cache/x/y.png": png(9),
  });
  const train = await loadImageFolder({ directory, split: "train", size: 2 });
  expect([train.classes, [...train.labels], values(train)]).toEqual([
    ["cat", "dog"],
    [0, 0, 1],
    [2, 3, 1],
  ]);
  expect([train.shape, train.images.length]).toEqual([[3, 2, 2], 3 * 12]);
  const test = await loadImageFolder({ directory, split: "test", size: 2 });
  expect([test.classes, [...test.labels], values(test)]).toEqual([["cat", "dog"], [1], [4]]);
});

test.each(["", "train/"])("without a folder of the test split a share of each class of '%s' is it", async (top) => {
  const files = Object.fromEntries([...Array(20).keys()].map((n) => [`${top}${n < 10 ? "a" : "b"}/${n}.png`, png(n)]));
  const directory = await folderOf(files);
  const [train, test] = await Promise.all(
    (["train", "test"] as const).map((split) => loadImageFolder({ directory, split, size: 1, heldOut: 0.3 })),
  );
  expect([...test!.labels]).toEqual([0, 0, 0, 1, 1, 1]);
  expect([...values(train!), ...values(test!)].sort((a, b) => a - b)).toEqual([...Array(20).keys()]);
  const other = await loadImageFolder({ directory, split: "test", size: 1, heldOut: 0.3, seed: 1 });
  expect(values(other)).not.toEqual(values(test!));
});

test("a broken image stops the load, or is left out and named", async () => {
  const directory = await folderOf({ "a/1.png": png(1), "a/2.png": png(2).slice(0, 60), "b/3.png": png(3) });
  const options = { directory, split: "train", size: 1, heldOut: 0 } as const;
  await expect(loadImageFolder(options)).rejects.toThrow("memory/a/2.png cannot be decoded: it is cut off");
  const seen: number[] = [];
  const set = await loadImageFolder({ ...options, broken: "skip", onProgress: ({ done }) => seen.push(done) });
  expect([values(set), [...set.labels], seen]).toEqual([
    [1, 3],
    [0, 1],
    [1, 2, 3],
  ]);
  expect(set.provenance.notice).toBe("memory: 1 of 3 images could not be decoded and were left out: a/2.png");
});

test("says what is wrong with a folder or a wish", async () => {
  const load = async (files: Record<string, Uint8Array>, options = {}) =>
    loadImageFolder({ directory: await folderOf(files), split: "test", size: 2, ...options });
  const images = { "a/1.png": png(1), "b/2.png": png(2) };
  await expect(load({})).rejects.toThrow("memory has 0 classes and 0 images of the test split: expected two or more");
  await expect(load({ "train/a/1.png": png(1), "val/c/2.png": png(2) })).rejects.toThrow(
    "classes that train/ lacks: c/",
  );
  await expect(load({ "test/a/1.png": png(1), "val/a/2.png": png(2) })).rejects.toThrow("has val/ and no train/");
  await expect(load(images, { heldOut: 1, shorterSide: 1 })).rejects.toThrow(
    "cut to 2 pixels from a shorter side of 1",
  );
  await expect(load(images, { heldOut: 1, size: 30_000 })).rejects.toThrow("need 5.0 GiB, and at most 2 GiB");
  await expect(load(images, { heldOut: 1, pixelLimit: 20 })).rejects.toThrow("it has 6 x 4 pixels, and more than 20");
  await expect(load(images, { heldOut: 1, signal: AbortSignal.abort() })).rejects.toThrow("abort");
});
