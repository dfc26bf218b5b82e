// Images that cannot be used: one message that says which, what is wrong with them, and what to do.
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { temporaryFolder, unravel } from "../cli.testing.ts";
import { cifarRecords, makeCifar, tiny, tinyWeights } from "../files.testing.ts";

const folder = await temporaryFolder();
const at = (name: string) => join(folder, name);
const cifar = await makeCifar(at("cifar"), 10);
await writeFile(at("good.safetensors"), tinyWeights());

const evaluate = (data: string, ...flags: readonly string[]) =>
  unravel(
    ...["eval", ...tiny.flags, "--weights", at("good.safetensors"), "--data", "cifar10", "--data-dir", data],
    ...["--device", "tfjs-cpu", ...flags],
  );

describe.concurrent("images", () => {
  test.each([
    ["a file that is cut", cifarRecords(10).subarray(0, 10_000), /3073/],
    ["a label that is none", Buffer.concat([Buffer.from([10]), Buffer.alloc(3072)]), /label 10, expected 0 to 9/],
  ] as const)("%s", async (name, content, message) => {
    await mkdir(at(name));
    await writeFile(at(`${name}/test_batch.bin`), content);
    const { code, stderr } = await evaluate(at(name));
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(message) });
  });

  const tarGz = gzipSync(Buffer.alloc(4096, 1)).subarray(0, 20);
  test.each<[string, (path: string) => Promise<unknown>, RegExp, number]>([
    [
      "no-folder",
      async () => {},
      /--data-dir .*no-folder: there is no such folder\. Expected a folder with CIFAR's files/,
      2,
    ],
    [
      "a-file.bin",
      (path) => writeFile(path, "x"),
      /--data-dir .*a-file\.bin: it is no folder and no \.tar\.gz\. Expected/,
      2,
    ],
    [
      "cut.tar.gz",
      (path) => writeFile(path, tarGz),
      /cut\.tar\.gz cannot be read as a \.tar\.gz: unexpected end of file\./,
      1,
    ],
  ])("--data-dir %s", async (name, make, message, code) => {
    await make(at(name));
    expect(await evaluate(at(name))).toMatchObject({
      code,
      stderr: expect.stringMatching(message),
    });
  });

  test("a batch of CIFAR that is missing", async () => {
    await rm(join(await makeCifar(at("four"), 10), "data_batch_4.bin"));
    const data = ["--data", "cifar10", "--data-dir", at("four"), "--out", at("unbegun")];
    expect(await unravel("train", ...tiny.flags, ...data)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("four/ lacks data_batch_4.bin: expected all 5 files of the train split"),
    });
  });

  test("a broken image in a folder, and the flag that leaves it out", async () => {
    for (const name of ["a", "b"]) {
      await mkdir(at(`photos/${name}`), { recursive: true });
      await writeFile(at(`photos/${name}/1.jpg`), Buffer.from("ffd8ff", "hex"));
    }
    const { code, stderr } = await unravel("train", ...tiny.flags, "--data", at("photos"), "--out", at("unbegun"));
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(
        /photos\/a\/1\.jpg cannot be decoded: .* Or leave out such files: --skip-broken\.\n$/,
      ),
    });
  });

  test.each([
    [["--mean", "0.5"], /--mean and --std belong together: expected 3 numbers each, one a channel; got 1 and no\./],
    [["--mean", "0,0,0", "--std", "1,0,1"], /--std 1,0,1: expected numbers above 0/],
  ])("%s", async (flags, message) => {
    const { code, stderr } = await evaluate(cifar, ...flags);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(message) });
  });

  test("a folder without CIFAR", async () => {
    await mkdir(at("bare"));
    const { code, stderr } = await evaluate(at("bare"));
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(/no files of the test split/) });
  });
});
