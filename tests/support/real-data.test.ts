import { stat } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { realDataTest, unpackCifar } from "./real-data.ts";

realDataTest("CIFAR unpacks once for test processes that ask at the same time", async () => {
  const folders = await Promise.all([unpackCifar(), unpackCifar()]);
  expect(folders[0]).toBe(folders[1]);
  const sizes = ["cifar-10-batches-bin/data_batch_1.bin", "cifar-10-batches-bin/test_batch.bin"].map(
    async (file) => (await stat(join(folders[0], file))).size,
  );
  expect(await Promise.all(sizes)).toEqual([10_000 * 3073, 5_000 * 3073]);
});
