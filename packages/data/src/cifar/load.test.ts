/// <reference types="node" />
import { memoryStore, openStore, type Store } from "@unravel/core/store";
import { packTar } from "modern-tar";
import { describe, expect, test } from "vitest";
import { realDataTest, unpackCifar } from "../../../../tests/support/real-data.ts";
import { channelStatistics, normalisations } from "../normalisation.ts";
import { loadCifar } from "./load.ts";

/** `count` binary records: label bytes (each `index` modulo `classes`), then planes of 1, 2 and 3 plus the index. */
function binaryFile(count: number, labelBytes = 1, classes = 10): Uint8Array<ArrayBuffer> {
  const file = new Uint8Array(count * (labelBytes + 3072));
  for (let index = 0; index < count; index += 1) {
    const record = file.subarray(index * (labelBytes + 3072));
    record.fill(index % classes, 0, labelBytes);
    for (let channel = 0; channel < 3; channel += 1) {
      record.fill(channel + 1 + index, labelBytes + channel * 1024, labelBytes + (channel + 1) * 1024);
    }
    record[labelBytes + 1] = 200; // second pixel of the first row, red
  }
  return file;
}

const gzip = (bytes: Uint8Array<ArrayBuffer>): Promise<Blob> =>
  new Response(new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip"))).blob();

const tarOf = (files: Record<string, Uint8Array>): Promise<Uint8Array<ArrayBuffer>> =>
  packTar(Object.entries(files).map(([name, body]) => ({ header: { name, size: body.length }, body })));

const tarGz = async (files: Record<string, Uint8Array>): Promise<Blob> => gzip(await tarOf(files));

async function storeOf(files: Record<string, Uint8Array>): Promise<Store> {
  const store = memoryStore();
  for (const [path, bytes] of Object.entries(files)) await store.write(path, bytes);
  return store;
}

const trainFiles = (prefix: string) =>
  Object.fromEntries([1, 2, 3, 4, 5].map((n) => [`${prefix}data_batch_${n}.bin`, binaryFile(n)]));

describe("binary files", () => {
  test("become height x width x channels, in order", async () => {
    const directory = await storeOf({ "test_batch.bin": binaryFile(12) });
    const set = await loadCifar({ dataset: "cifar10", split: "test", directory });
    expect(set.shape).toEqual([3, 32, 32]);
    expect([...set.labels]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1]);
    expect([...set.images.subarray(3072, 3072 + 9)]).toEqual([2, 3, 4, 200, 3, 4, 2, 3, 4]);
    expect(set.classes[9]).toBe("truck");
    expect(set.provenance).toMatchObject({
      source: "memory",
      known: false,
      notice: "memory: not known to be the published files (12 images of test_batch.bin)",
    });
  });

  test("are found in the archive's own folder, the five of the training split one after another", async () => {
    const directory = await storeOf(trainFiles("cifar-10-batches-bin/"));
    const set = await loadCifar({ dataset: "cifar10", split: "train", directory });
    expect([...set.labels]).toEqual([0, 0, 1, 0, 1, 2, 0, 1, 2, 3, 0, 1, 2, 3, 4]);
    expect(set.provenance.files.map(({ name }) => name)).toEqual(Object.keys(trainFiles("")));
  });

  test("of which one is missing are refused by its name", async () => {
    const { "cifar-10-batches-bin/data_batch_3.bin": _, ...others } = trainFiles("cifar-10-batches-bin/");
    const directory = await storeOf(others);
    await expect(loadCifar({ dataset: "cifar10", split: "train", directory })).rejects.toThrow(
      "memory/cifar-10-batches-bin/ lacks data_batch_3.bin: expected all 5 files of the train split, and the others are there. Copy what is missing from cifar-10-binary.tar.gz.",
    );
  });

  test("of CIFAR-100 have fine and coarse labels", async () => {
    const file = binaryFile(3, 2);
    file.set([19, 99], 3074);
    const directory = await storeOf({ "train.bin": file });
    const fine = await loadCifar({ dataset: "cifar100", split: "train", directory });
    const coarse = await loadCifar({ dataset: "cifar100", split: "train", directory, labels: "coarse" });
    expect([fine.classes.length, fine.classes[fine.labels[1]!]]).toEqual([100, "worm"]);
    expect([coarse.classes.length, coarse.classes[coarse.labels[1]!]]).toEqual([20, "vehicles_2"]);
    expect(coarse.images).toEqual(fine.images);
  });

  test.each([
    ["cut off", binaryFile(2).subarray(0, 6000), "has 6000 bytes, expected one or more whole records of 3073 bytes"],
    ["empty", new Uint8Array(), "has 0 bytes"],
    ["of more classes", binaryFile(12, 1, 11), "image 10 has the label 10, expected 0 to 9"],
  ])("that are %s are refused", async (_, file, message) => {
    const directory = await storeOf({ "test_batch.bin": file });
    await expect(loadCifar({ dataset: "cifar10", split: "test", directory })).rejects.toThrow(message);
  });

  test("that are not there are asked for by name", async () => {
    const directory = await storeOf({ "batches.meta.txt": binaryFile(1), "notes/x": binaryFile(1) });
    await expect(loadCifar({ dataset: "cifar10", split: "train", directory })).rejects.toThrow(
      /memory has no files of the train split: expected data_batch_1.bin.*or cifar-10-python.tar.gz; found batches.meta.txt, notes\//,
    );
    await expect(loadCifar({ dataset: "cifar10", split: "test", labels: "coarse" })).rejects.toThrow(
      "cifar10 has no coarse labels",
    );
  });
});

describe("archives", () => {
  test("are read from a folder and from a browser's file", async () => {
    const archive = await tarGz({ "cifar-10-batches-bin/readme.html": binaryFile(1), ...trainFiles("folder/") });
    const store = await storeOf({ "cifar-10-binary.tar.gz": new Uint8Array(await archive.arrayBuffer()) });
    const options = { dataset: "cifar10", split: "train" } as const;
    for (const source of [{ directory: store }, { archive }]) {
      const set = await loadCifar({ ...options, ...source });
      expect(set.labels.length).toBe(15);
      expect(set.provenance.known).toBe(false);
    }
  });

  const broken = {
    "no gzip": async () => new Blob([binaryFile(1)]),
    "cut off": async () => (await tarGz({ "test_batch.bin": binaryFile(9) })).slice(0, 100),
    "cut off inside the tar": async () => gzip((await tarOf({ "test_batch.bin": binaryFile(9) })).slice(0, 3000)),
    "no tar": async () => gzip(binaryFile(9)),
    "a bomb": () => gzip(new Uint8Array(2 ** 28 + 2 ** 20)),
    "a file that claims too much": async () => {
      const tar = await tarOf({ "test_batch.bin": binaryFile(1) });
      const huge = "77777777777"; // octal, in the header's size field
      tar.set(new TextEncoder().encode(huge), 124);
      const sum = 256 + tar.subarray(0, 512).reduce((all, byte, at) => all + (at >= 148 && at < 156 ? 0 : byte), 0);
      tar.set(new TextEncoder().encode(`${sum.toString(8).padStart(6, "0")}\0 `), 148);
      return gzip(tar);
    },
  };
  test.each(Object.entries(broken))("that are %s are refused", async (_, make) => {
    await expect(loadCifar({ dataset: "cifar10", split: "test", archive: await make() })).rejects.toThrow(
      /^The archive cannot be read as a .tar.gz: [^ .].+[^.]\. It is .+ copy or download it again\.$/,
    );
  });

  test("that lack the split's files say so", async () => {
    const archive = await tarGz({ "data_batch_1.bin": binaryFile(1) });
    await expect(loadCifar({ dataset: "cifar10", split: "test", archive })).rejects.toThrow(
      "The archive lacks files of the test split: expected test_batch.bin; or test_batch; found none of them",
    );
  });
});

describe("the real files", () => {
  realDataTest("CIFAR-10: 50,000 known training images with the published statistics", async () => {
    const set = await loadCifar({ dataset: "cifar10", split: "train", directory: openStore(await unpackCifar()) });
    expect(set.provenance.known).toBe(true);
    expect(set.labels.length).toBe(50_000);
    const { mean, std } = channelStatistics(set);
    const { cifar10 } = normalisations;
    for (const channel of [0, 1, 2]) {
      expect(mean[channel]).toBeCloseTo(cifar10.mean[channel]!, 6);
      expect(std[channel]).toBeCloseTo(cifar10.std[channel]!, 6);
    }
    expect(set.classes[set.labels[0]!]).toBe("frog");
  });

  realDataTest("CIFAR-100: fewer records than published are read and noticed", async () => {
    const set = await loadCifar({ dataset: "cifar100", split: "test", directory: openStore(await unpackCifar()) });
    expect(set.labels.length).toBe(2000);
    expect(set.provenance.notice).toMatch(/not known to be the published files \(2000 images of test.bin\)$/);
  });
});
