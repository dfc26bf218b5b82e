import { memoryStore } from "@unravel/core/store";
import { describe, expect, test } from "vitest";
import { loadCifar } from "./load.ts";
import { readPickle } from "./pickle.ts";

const latin1 = (text: string): number[] => [...text].map((letter) => letter.charCodeAt(0));
const uint32 = (value: number): number[] => [...new Uint8Array(Uint32Array.of(value).buffer)];
const short = (text: string): number[] => [0x55, text.length, ...latin1(text)]; // SHORT_BINSTRING
const global = (module: string, name: string): number[] => [0x63, ...latin1(`${module}\n${name}\n`)];

/** A batch as Python 2's cPickle writes it: the same instructions in the same order as in the published files. */
function pickledBatch(images: Uint8Array, lists: Record<string, number[]>): Uint8Array<ArrayBuffer> {
  let memo = 0;
  const put = () => [0x71, ++memo]; // BINPUT
  const list = (values: number[]) => [0x5d, ...put(), 0x28, ...values.flatMap((value) => [0x4b, value]), 0x65];
  const dtype = () => {
    const type = [...global("numpy", "dtype"), ...put(), ...short("u1"), ...put()];
    const made = [...type, 0x4b, 0, 0x4b, 1, 0x87, ...put(), 0x52, ...put()]; // TUPLE3, REDUCE
    const minusOne = [0x4a, ...uint32(0xffffffff)];
    return [...made, 0x28, 0x4b, 3, ...short("|"), 0x4e, 0x4e, 0x4e, ...minusOne, ...minusOne, 0x4b, 0, 0x74, 0x62];
  };
  const array = () => [
    ...[...global("numpy.core.multiarray", "_reconstruct"), ...put(), ...global("numpy", "ndarray"), ...put()],
    ...[0x4b, 0, 0x85, ...put(), ...short("b"), ...put(), 0x87, ...put(), 0x52, ...put()], // (ndarray, (0,), 'b')
    ...[0x28, 0x4b, 1, 0x4d, images.length / 3072, 0, 0x4d, 0x00, 0x0c, 0x86, ...put()], // (1, (n, 3072),
    ...[...dtype(), 0x89, 0x54, ...uint32(images.length), ...images, ...put(), 0x74, ...put(), 0x62],
  ];
  const entries = [
    ...[...short("batch_label"), ...put(), ...short("testing batch 1 of 1"), ...put()],
    ...Object.entries(lists).flatMap(([key, values]) => [...short(key), ...put(), ...list(values)]),
    ...[...short("data"), ...put(), ...array()],
    ...[...short("filenames"), ...put(), 0x5d, ...put(), 0x28, ...short("a.png"), ...put(), ...short("b.png"), 0x65],
  ];
  return Uint8Array.from([0x80, 2, 0x7d, ...put(), 0x28, ...entries, 0x75, 0x2e]);
}

const images = Uint8Array.from({ length: 2 * 3072 }, (_, at) => (at * 7) % 251);

async function load(dataset: "cifar10" | "cifar100", path: string, file: Uint8Array, labels?: "coarse") {
  const directory = memoryStore();
  await directory.write(path, file);
  return loadCifar({ dataset, split: "test", directory, ...(labels && { labels }) });
}

describe("python batches", () => {
  test("of CIFAR-10", async () => {
    const file = pickledBatch(images, { labels: [3, 8] });
    const set = await load("cifar10", "cifar-10-batches-py/test_batch", file);
    expect([...set.labels]).toEqual([3, 8]);
    expect([set.images[0], set.images[1], set.images[3]]).toEqual([images[0], images[1024], images[1]]);
    expect(set.images[3072]).toBe(images[3072]);
  });

  test("of CIFAR-100, fine and coarse", async () => {
    const file = pickledBatch(images, { fine_labels: [49, 33], coarse_labels: [10, 4] });
    expect([...(await load("cifar100", "test", file)).labels]).toEqual([49, 33]);
    expect([...(await load("cifar100", "cifar-100-python/test", file, "coarse")).labels]).toEqual([10, 4]);
  });

  test.each([
    ["fewer labels than images", pickledBatch(images, { labels: [3] }), "1 labels and 6144 pixel bytes"],
    ["other keys", pickledBatch(images, { fine_labels: [3, 4] }), 'the list "labels", found batch_label, fine_labels'],
    ["labels out of range", pickledBatch(images, { labels: [3, 10] }), "image 1 has the label 10, expected 0 to 9"],
    ["no dictionary", Uint8Array.of(0x80, 2, 0x5d, 0x2e), "no dictionary at all"],
  ])("with %s are refused", async (_, file, message) => {
    await expect(load("cifar10", "test_batch", file)).rejects.toThrow(message);
  });
});

describe("the pickle reader", () => {
  const code = Uint8Array.from([
    ...[0x80, 2, ...global("os", "system"), ...short("echo"), 0x85, 0x52, 0x2e], // os.system("echo")
  ]);
  const call = Uint8Array.from([...global("numpy", "ndarray"), 0x29, 0x52, 0x2e]);
  const whole = pickledBatch(images, { labels: [3, 8] });
  test.each([
    ["code", code, 'it names "os system"'],
    ["names of JavaScript's own", Uint8Array.from([...global("__proto__", "x"), 0x2e]), "it names"],
    ["a call of what is known", call, "it calls something that is not an array of uint8"],
    ["a newer protocol", Uint8Array.of(0x80, 4, 0x2e), "its protocol is newer than 2"],
    ["a missing value", Uint8Array.of(0x85, 0x2e), "a value is missing"],
    ["a value from under a mark", Uint8Array.of(0x4e, 0x28, 0x85, 0x2e), "a value is missing"],
    ["a missing mark", Uint8Array.of(0x65, 0x2e), "a mark is missing"],
    ["an unknown reference", Uint8Array.of(0x68, 9, 0x2e), "it refers to nothing"],
    ["a string longer than the file", Uint8Array.of(0x54, 255, 255, 255, 127, 1, 0x2e), "the file ends too early"],
    ["an unfinished file", whole.subarray(0, -40), "the file ends too early"],
    ["nothing", new Uint8Array(), "the file ends too early"],
    ["a class's instance", Uint8Array.of(0x6f, 0x2e), "instruction 111 is not one that such a file needs"],
  ])("refuses %s", (_, bytes, message) => {
    expect(() => readPickle(bytes, "test_batch")).toThrow(message);
    expect(() => readPickle(bytes, "test_batch")).toThrow(
      /^test_batch is refused at byte \d+: .*official python archive/,
    );
  });

  test("never fails in another way, whatever single byte is changed", () => {
    const short = pickledBatch(new Uint8Array(3072), { labels: [1] });
    for (let at = 0; at < 400; at += 1) {
      for (const value of [0, 40, 46, 98, 113, 255]) {
        const changed = short.slice();
        changed[at] = value;
        try {
          readPickle(changed, "x");
        } catch (error) {
          expect(error).toMatchObject({ name: "DataError" });
        }
      }
    }
  });
});
