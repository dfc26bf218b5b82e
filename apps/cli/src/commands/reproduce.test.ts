import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { answer, start, temporaryFolder, unravel } from "../cli.testing.ts";

const folder = await temporaryFolder();
const at = (...path: string[]) => join(folder, ...path);
const device = ["--device", "wasm", "--threads", "1"];

/** A whole table: what every change of the trainings, tables and commands has to leave working. */
test("a whole table at the smallest scale, published and measured side by side", async () => {
  const files = ["--md", at("t2.md"), "--svg", at("t2.svg")];
  const found = await answer("reproduce", "T2", "--scale", "smoke", ...device, "--out", at("smoke"), ...files);
  expect(found).toMatchObject({
    kind: "reproduction",
    table: { id: "T2", source: "He et al. 2016b, table 1" },
    scale: "smoke",
    written: [at("t2.svg"), at("t2.md")],
  });
  const rows = found.rows as { measured: { runs: number; error: { median: number } } }[];
  expect(rows).toHaveLength(11);
  for (const { measured } of rows) expect(measured).toMatchObject({ runs: 1, devices: ["wasm"] });
  expect(await readdir(at("smoke", "T2-smoke"))).toHaveLength(11);
  const markdown = await readFile(at("t2.md"), "utf8");
  expect(markdown).toMatch(/^# T2: Shortcuts of ResNet-110 on CIFAR-10\n/);
  expect(markdown).toMatch(/\| identity +\| 1 +\| 1 +\| +6\.61 \| +\d\d\.\d\d \|/);
  expect(markdown).toContain("Scaled down (smoke)");
  expect(await readFile(at("t2.svg"), "utf8")).toContain("published (He et al. 2016b, table 1)");
});

test("a killed command goes on where it was, and a stopped one says how", async () => {
  const table = ["reproduce", "T3", "--scale", "smoke", "--rows", "110-original,164-original", ...device];
  const unbroken = answer(...table, "--out", at("unbroken"));
  const flags = [...table, "--out", at("broken"), "--json"];

  const killed = start(flags);
  await killed.saying(/"step":/);
  killed.child.kill("SIGKILL");
  await killed.ended;
  const refused = await unravel(...flags);
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringMatching(/is not empty.*--resume/) });

  const stopped = start([...flags, "--resume"]);
  await stopped.saying(/"outcome":/);
  stopped.child.kill("SIGINT");
  const { code, stdout } = await stopped.ended;
  expect(code).toBe(130);
  expect(JSON.parse(stdout)).toMatchObject({
    finished: false,
    done: 1,
    runs: 2,
    resume: expect.stringMatching(/reproduce T3 .* --resume$/),
  });

  const errors = ({ rows }: Record<string, unknown>) =>
    (rows as { measured: { error: unknown } | null }[]).map(({ measured }) => measured?.error);
  expect(errors(await answer(...flags, "--resume"))).toEqual(errors(await unbroken));
});

describe.concurrent("unravel reproduce", () => {
  test("lists the tables and what they take", async () => {
    const { stdout } = await unravel("reproduce");
    expect(stdout).toMatch(/^T2 +11 .* < 0\.1 {2}Shortcuts of ResNet-110 on CIFAR-10 +He et al\. 2016b, table 1$/m);
    const { tables } = await answer("reproduce");
    expect((tables as { id: string }[]).map(({ id }) => id)).toEqual(["T1", "T2", "T3", "T4", "T5", "T6", "T7", "F1"]);
  });

  test.each([
    [["T22"], /There is no table "T22". Did you mean "T2"/],
    [["T2", "--scale", "huge"], /There is no scale "huge"/],
    [["T2", "--rows", "identiti"], /no row "identiti" can be trained: expected some of identity,/],
    [["T5", "--scale", "full"], /T5 at scale full cannot be trained.*What works: --scale smoke/],
    [["T2", "--data-dir", "x"], /--data-dir means nothing at scale smoke/],
    [["T2", "--seeds", "0"], /from 1 to 1000/],
  ] as const)("%j is refused", async (words, message) => {
    expect(await unravel("reproduce", ...words, "--out", at("never"))).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(message),
    });
  });

  test("a table is written anew over its own file; a damaged result is named with the way out", async () => {
    const files = ["--out", at("damaged"), "--md", at("damaged", "T2-smoke.md")];
    const flags = ["reproduce", "T2", "--rows", "identity", ...device, ...files];
    await answer(...flags);
    expect(await answer(...flags, "--resume")).toMatchObject({ written: [at("damaged", "T2-smoke.md")] });
    await writeFile(at("damaged", "T2-smoke", "identity-seed0.json"), '{"format":1}');
    expect(await unravel(...flags, "--resume")).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/identity-seed0\.json in .*T2-smoke is no result of a run: .*Delete that file/),
    });
  });
});
