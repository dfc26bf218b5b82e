// Where tests find real images and other people's weights: the folder UNRAVEL_TEST_DATA names, else shared/data beside
// the repository. No data is committed, so a checkout without the folder skips these tests and says so.
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type TestAPI, test } from "vitest";

const beside = fileURLToPath(new URL("../../../shared/data", import.meta.url));

function findRealData(named: string | undefined): string | undefined {
  if (!named) return existsSync(beside) ? beside : undefined;
  if (existsSync(named)) return named;
  throw new Error(
    `UNRAVEL_TEST_DATA names ${named}, which does not exist: point it at the data folder, or unset it to skip these tests`,
  );
}

/** The folder of real test data (absolute path), or undefined where there is none. */
export const realData: string | undefined = findRealData(process.env.UNRAVEL_TEST_DATA);

/** Why tests that need real data are skipped; printed by the run when they are. */
export const skipReason: string = "no real data: set UNRAVEL_TEST_DATA to the folder that holds it";

/**
 * vitest's `test` for tests that need real data: the folder is the fixture `realData`; without it the test is skipped
 * and the reason printed.
 *
 *     realDataTest("resnet20 agrees with its stored logits", async ({ realData }) => { ... });
 */
export const realDataTest: TestAPI<{ realData: string }> = test.extend<{ realData: string }>({
  realData: [
    async ({ skip }, use) => {
      if (realData === undefined) return skip(skipReason);
      await use(realData);
    },
    { auto: true },
  ],
});

const unpacked = join(tmpdir(), "unravel-test-cifar");

/**
 * The folder with CIFAR's official binary files (cifar-10-batches-bin/, cifar-100-binary/), unpacked by the data
 * folder's own script and kept between runs. Throws where there is no real data: call it inside a `realDataTest`.
 */
export async function unpackCifar(): Promise<string> {
  if (existsSync(unpacked)) return unpacked;
  if (realData === undefined) throw new Error(skipReason);
  const fresh = await mkdtemp(`${unpacked}-`);
  await promisify(execFile)("sh", [join(realData, "unpack.sh"), fresh]);
  // Several test processes may get here at once: each unpacks a folder of its own and the first rename wins.
  await rename(fresh, unpacked).catch(async (error: unknown) => {
    await rm(fresh, { recursive: true, force: true });
    if (!existsSync(unpacked)) throw error;
  });
  return unpacked;
}
