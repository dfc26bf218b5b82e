import { memoryStore } from "@unravel/core/store";
import { packTar } from "modern-tar";
import { expect, test } from "vitest";
import { md5Sum } from "../md5.ts";
import { type CifarDataset, cifarDatasets } from "./datasets.ts";
import { findCifar } from "./find.ts";

const file = new Uint8Array(3073);

/** CIFAR-10 as if it had been published as an archive of `file` alone, whose sum were `md5`; and a cache that has it. */
async function publishedWith(md5: string | undefined) {
  const tar = await packTar([{ header: { name: "test_batch.bin", size: file.length }, body: file }]);
  const zipped = new Blob([tar]).stream().pipeThrough(new CompressionStream("gzip"));
  const archive = new Uint8Array(await new Response(zipped).arrayBuffer());
  const [binary, python] = cifarDatasets.cifar10.forms;
  const form = {
    ...binary,
    archive: { name: "archive.tar.gz", md5: await md5Sum([archive]) },
    files: { train: {}, test: { "test_batch.bin": md5 } },
  };
  const dataset: CifarDataset = { ...cifarDatasets.cifar10, forms: [form, python] };
  const cache = memoryStore();
  await cache.write("archive.tar.gz", archive);
  return { dataset, cache };
}

test("files out of a download have the published sums, or are refused", async () => {
  for (const md5 of [await md5Sum([file]), undefined]) {
    const { dataset, cache } = await publishedWith(md5);
    expect(await findCifar({ cache }, dataset, "test")).toMatchObject({ known: true, files: [{ bytes: file }] });
  }
  const { dataset, cache } = await publishedWith("0".repeat(32));
  await expect(findCifar({ cache }, dataset, "test")).rejects.toThrow(
    /^memory\/archive.tar.gz unpacks to other files .*: test_batch.bin [0-9a-f]{32}, expected 0{32}\. Run/,
  );
});

test("files that are too long for CIFAR are refused before they are read", async () => {
  const size = async (path: string) => (path === "test_batch.bin" ? 700 * 2 ** 20 : undefined);
  const read = () => Promise.reject(new Error("was read"));
  const directory = { ...memoryStore(), size, read };
  await expect(findCifar({ directory }, cifarDatasets.cifar10, "test")).rejects.toThrow(
    "memory/ has 734003200 bytes in test_batch.bin, expected at most 268435456",
  );
});
