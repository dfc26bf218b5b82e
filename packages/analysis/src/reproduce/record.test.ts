// Result files that are damaged, hostile or another training's.
import type { Store } from "@unravel/core/store";
import { expect, test } from "vitest";
import { tinyImages } from "../tiny.testing.ts";
import type { ReproduceOptions } from "./options.ts";
import type { PlannedRun } from "./plan.ts";
import type { RunRecord } from "./record.ts";
import { reproduce } from "./reproduce.ts";
import { tinyOptions, tinyRun } from "./tiny-table.testing.ts";

const put = (store: Store, name: string, content: string) => store.write(name, new TextEncoder().encode(content));

const first = tinyRun("identity", 0);

/** A resumption that finds `change` of the record of the first run, where `run` is planned now. */
async function resumption(change: (record: RunRecord) => unknown, run: PlannedRun = first): Promise<ReproduceOptions> {
  const options = tinyOptions([run, tinyRun("identity", 1)]);
  const { records } = await reproduce({ ...options, runs: [first] });
  await put(options.store, "identity-seed0.json", JSON.stringify(change(records[0]!)));
  return { ...options, resume: true };
}

const asIs = (record: RunRecord) => record;

test.each([
  ["an empty record", () => ({}), /is no result of a run: format/],
  ["a list", () => [], /is no result of a run/],
  ["null", () => null, /is no result of a run/],
  [
    "an error above 100%",
    (record: RunRecord) => ({ ...record, outcome: { ...record.outcome, error: 1e9 } }),
    /outcome\.error/,
  ],
  [
    "an error that is not what was counted",
    (record: RunRecord) => ({ ...record, outcome: { images: 9, wrong: 3, error: 1, loss: 1 } }),
    /outcome: the error is 1%, expected 100 x 3 wrong \/ 9 images/,
  ],
  ["a text without end", (record: RunRecord) => ({ ...record, date: "x".repeat(1e5) }), /date/],
  [
    "a recipe of no length",
    (record: RunRecord) => ({ ...record, recipe: { ...record.recipe, length: {} } }),
    /recipe\.length/,
  ],
  ["a figure named like a path", (record: RunRecord) => ({ ...record, figures: [{ name: "../../x" }] }), /figures/],
  ["another seed", (record: RunRecord) => ({ ...record, seed: 1 }), /is the result of another training/],
  ["a file of megabytes", (record: RunRecord) => ({ ...record, padding: "x".repeat(2 ** 23) }), /expected at most/],
])("%s is refused with its file and the fix", async (_, change, message) => {
  const refused = reproduce(await resumption(change));
  await expect(refused).rejects.toThrow(message);
  await expect(refused).rejects.toThrow(/^identity-seed0\.json in memory .*Delete that file .* or restore it/);
});

test("what is no JSON", async () => {
  const options = await resumption(asIs);
  await put(options.store, "identity-seed0.json", "{");
  await expect(reproduce(options)).rejects.toThrow("is no JSON");
});

test("another recipe or network than planned now", async () => {
  const changed = tinyRun("identity", 0, { train: { batch: 4 } });
  await expect(reproduce(await resumption(asIs, changed))).rejects.toThrow(/another training \(fingerprint/);
});

test("other images", async () => {
  const options = await resumption(asIs);
  const data = async () => ({ train: tinyImages(24), test: tinyImages(10, 2) });
  await expect(reproduce({ ...options, data })).rejects.toThrow(/of other test images \(9 of made up/);
});

test("records of different images make no table, even where all runs are there", async () => {
  const other = tinyRun("identity", 1);
  const options = await resumption(asIs);
  await reproduce({ ...options, runs: [other] });
  const { records } = await reproduce({ ...options, runs: [first, other] });
  const changed = { ...records[1]!, test: { ...records[1]!.test, checksum: "0" } };
  await put(options.store, "identity-seed1.json", JSON.stringify(changed));
  await expect(reproduce({ ...options, runs: [first, other] })).rejects.toThrow(
    /^The result of identity-seed1 is of other test images \(9 of made up, checksum 0\) than that of identity-seed0/,
  );
});
