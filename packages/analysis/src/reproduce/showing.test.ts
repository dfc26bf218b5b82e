// A reproduced table as people see it.
import { describe, expect, test } from "vitest";
import { renderSvg } from "../figures/index.ts";
import { figuresOf, tableOf } from "../studies.ts";
import { paperTables } from "../tables/index.ts";
import { planTable } from "./plan.ts";
import type { Outcome, RunRecord } from "./record.ts";
import type { ScaleName } from "./scales.ts";
import { reproductionOf } from "./study.ts";

const set = (images: number) => ({ name: "cifar10", images, checksum: "0", known: true });
const sets = { train: set(50_000), test: set(5000) };
const outcomeOf = (error: number): Outcome => ({ images: 5000, wrong: 50 * error, error, loss: 1 });

/** Records of the runs that `errors` has errors for, by row; null: a training that diverged. */
function recordsOf(id: string, scale: ScaleName, errors: Readonly<Record<string, readonly (number | null)[]>>) {
  const table = paperTables.find((each) => each.id === id)!;
  const runs = planTable(table, scale, { seeds: 3, rows: Object.keys(errors) });
  const records = runs.flatMap(({ row, seed, recipe, network, fingerprint, images: { synthetic } }): RunRecord[] => {
    const error = errors[row]![seed];
    if (error === undefined) return [];
    return [
      {
        ...{ format: 1, table: id, scale, row, seed, recipe, fingerprint },
        network: { ...network, parameters: 75_290 },
        train: synthetic ? set(synthetic.train) : sets.train,
        test: sets.test,
        outcome: error === null ? null : outcomeOf(error),
        diverged: error === null ? "The loss is no longer a finite number." : null,
        epochs: [],
        device: { name: "wasm", description: "2 threads", engine: "node 24" },
        ...{ seconds: 60, imagesPerSecond: 2000, resumed: false },
        ...{ date: "2026-11-21", command: "unravel reproduce", version: "0.0.0" },
      },
    ];
  });
  return { table, records };
}

const { table, records } = recordsOf("T2", "tiny", { identity: [34, 36, 35], dropout: [80, null], convolution: [40] });
const study = reproductionOf(table, "tiny", records, "unravel reproduce T2");
const { columns, rows, notes, title } = tableOf(study);

describe("the table", () => {
  const row = (start: string) => rows.find(([cell]) => cell!.startsWith(start));

  test("published and measured stand side by side: median, mean and deviation, n, failures, device and date", () => {
    expect(title).toBe("T2: Shortcuts of ResNet-110 on CIFAR-10");
    expect(columns.map(({ heading }) => heading)).toEqual([
      ...["shortcut", "on h", "on F", "published", "median", "mean ± sd", "n", "failed"],
      ...["parameters", "trained for", "device", "date"],
    ]);
    expect(row("identity")).toEqual([
      ...["identity", "1", "1", "6.61", "35.00", "35.00 ± 1.00", "3", ""],
      ...["75,290", "3 epochs", "wasm", "2026-11-21"],
    ]);
    expect(row("dropout")!.slice(3, 8)).toEqual(["fail", "80.00", "80.00 ± 0.00", "2", "1 of 2"]);
    expect(row("1x1")!.slice(3, 8)).toEqual(["12.22", "40.00", "", "1", ""]);
    expect(row("shortcut-only")!.slice(3, 8)).toEqual(["12.86", "", "", "0", ""]);
  });

  test("it says itself what was scaled down and what the project chose", () => {
    const text = notes.join("\n");
    expect(text).toContain("Scaled down (tiny): fewer blocks a stage, 3 epochs");
    expect(text).toContain("Networks: resnet110 with layers 8 (published: 110), depths 1-1-1 (published: 18-18-18).");
    expect(text).toContain(
      "Trained for 3 epochs of batches of 128 (published: 64,000 steps of batches of 128) on 50,000 images of cifar10, none held out, tested on 5,000.",
    );
    expect(text).toContain("A failure here is a training that diverged; in the paper, an error above 20%.");
    expect(text).toContain("the one trained is 0");
  });
});

describe("what was scaled down is said, at every scale and of every table", () => {
  const notesOf = (id: string, scale: ScaleName, ...ids: readonly string[]): string => {
    const made = recordsOf(id, scale, Object.fromEntries(ids.map((row) => [row, [50]])));
    return reproductionOf(made.table, scale, made.records, null).notes.join("\n");
  };

  test.each([
    ["smoke", "on 2,304 images of cifar10, 256 more held out for validation, tested on 5,000."],
    ["half", "on 45,000 images of cifar10, 5,000 more held out for validation, tested on 5,000."],
    ["full", "Trained for 64,000 steps of batches of 128 on 45,000 images of cifar10, 5,000 more held out"],
  ] as const)("%s: images held out are none that were trained on", (scale, text) => {
    expect(notesOf("T2", scale, "identity")).toContain(text);
  });

  test("networks, images and the test's squares, beside the paper's", () => {
    const text = notesOf("T5", "smoke", "resnet152-224", "resnet152-320");
    expect(text).toContain("Two errors in a cell: top-1 / top-5.");
    expect(text).toContain(
      "depths 1-3-12-1 (published: 3-8-36-3), widths 8-16-32-64 (published: 64-128-256-512), input 3-32-32 (published: 3-224-224), classes 10 (published: 1000).",
    );
    expect(text).toContain(
      "Training images padded by 4 pixels, cropped at random, flipped at random; normalised by each channel's mean and deviation (published: shorter side at random from 256 to 480 pixels, 224 of them cropped at random, flipped at random, colours shifted; normalised by each pixel's mean).",
    );
    expect(text).toContain(
      "Tested on the middle square, 46 pixels of a shorter side of 46 (published: 320 pixels of a shorter side of 320): ResNet-152, original, scale, 224, 320.",
    );
    expect(notesOf("T6", "smoke", "resnet50")).toContain("Tested on ten squares");
    expect(text).not.toContain("as tiny");
  });

  test("how many residual functions take part in a step, said of the rows that leave some out", () => {
    const text = notesOf("F1", "smoke", "resnet110", "effective-paths");
    expect(text).toContain(
      "A training step has 3 or 4 of 9 (published: 23 of 54) residual functions: ResNet-110, 23 of 54 modules",
    );
    expect(notesOf("F1", "full", "effective-paths")).toContain("A training step has 23 of 54 residual functions.");
    expect(notesOf("T7", "tiny", "sdresnet110")).toContain("on average 13.3 of 18 (published: on average 40.3 of 54)");
  });

  test("layers are those in the networks' names", () => {
    for (const each of paperTables) {
      const rowsOf = planTable(each, "full", { seeds: 1 });
      const made = recordsOf(each.id, "full", Object.fromEntries(rowsOf.map(({ row }) => [row, [50]])));
      const layers = rowsOf.map(({ network: { name } }) => Number(/\d+/.exec(name)![0]));
      const [least, most] = [Math.min(...layers), Math.max(...layers)].map((count) => count.toLocaleString("en-US"));
      const { essentials } = reproductionOf(each, "full", made.records, null);
      expect(essentials[0]).toBe(least === most ? `layers ${least}` : `layers ${least} to ${most}`);
    }
  });
});

test("as published, an error above 20% is a failure", () => {
  const full = recordsOf("T2", "full", { dropout: [19, 21, 90] });
  const { measured } = reproductionOf(full.table, "full", full.records, null).rows.at(-1)!;
  expect(measured).toMatchObject({ failed: 2, runs: 3 });
});

test("where the paper has no word for failure, a large error is none", () => {
  const { table, records } = recordsOf("T4", "full", { "cifar100-resnet164": [25.2, 25.3] });
  const study = reproductionOf(table, "full", records, null);
  expect(study.rows.map(({ measured }) => measured?.failed).filter((failed) => failed !== undefined)).toEqual([0]);
  expect(study.notes).toContainEqual(expect.stringContaining("A failure here is a training that diverged. "));
});

test("rows that cannot be trained are shown with the reason", () => {
  const t5 = recordsOf("T5", "smoke", { "resnet152-224": [90] });
  const { rows: shown, notes: said } = tableOf(reproductionOf(t5.table, "smoke", t5.records, null));
  expect(shown.at(-1)!.slice(0, 6)).toEqual([
    ...["Inception v3", "scale and aspect ratio", "299", "299", "21.20 / 5.60", ""],
  ]);
  expect(said.join("\n")).toContain("Inception is no residual network");
});

test("numbers found in a network stand under its error, beside the paper's words", () => {
  const f1 = recordsOf("F1", "tiny", { plain110: [50] });
  const found = f1.records.map((record) => ({
    ...record,
    findings: [{ dissection: "deletions", name: "mean", about: "mean error (%) without one part", value: 88.25 }],
  }));
  const { rows: shown } = tableOf(reproductionOf(f1.table, "tiny", found, null));
  expect(shown[2]!.slice(0, 6)).toEqual([
    ...["plain-110", "mean error (%) without one part", "fatal: close to chance", "88.25", "", "1"],
  ]);
});

test("the figure: the rows in their order, an interval over the seeds, published failures at their bound", async () => {
  const [figure] = figuresOf(study);
  expect(figure!.series.map(({ points }) => points.length)).toEqual([3, 7, 4]);
  expect(figure!.series[0]!.points[0]).toEqual({ x: "identity", y: 35, low: 34, high: 36 });
  expect(figure!.series[2]).toMatchObject({
    name: "published: fail (above 20%, marked there)",
    points: ["scaling-0-1", "scaling-0.5-1", "exclusive-gating-0", "dropout"].map((x) => ({ x, y: 20 })),
  });
  expect(await renderSvg(figure!)).toContain("published (He et al. 2016b, table 1)");
});

test("the figure alone says what the networks are and how long they were trained", () => {
  expect(figuresOf(study)[0]!.subtitle).toBe(
    "layers 8 (published: 110) · widths 16-32-64 · trained for 3 epochs (published: 64,000 steps) · T2 at scale tiny · 5,000 images of cifar10 (test) · wasm · 2026-11-21",
  );
  const t1 = recordsOf("T1", "tiny", { resnet20: [50], resnet1202: [50] });
  const [figure] = figuresOf(reproductionOf(t1.table, "tiny", t1.records, null));
  expect(figure!.subtitle).toMatch(/^layers 8 to 404 \(published: 20 to 1,202\) · /);
  expect(figure!.series).toHaveLength(2);
});

test("without any record the published figures stand alone", () => {
  const empty = tableOf(reproductionOf(table, "tiny", [], null));
  expect(empty.rows).toHaveLength(11);
  expect(empty.notes.join("\n")).not.toContain("Trained for");
  expect(figuresOf(reproductionOf(table, "tiny", [], null))[0]!.subtitle).toBe("T2 at scale tiny");
});

test("devices and data sets are those of all runs, not of the first", () => {
  const [first, second, ...rest] = records;
  const other: RunRecord = {
    ...second!,
    test: { ...second!.test, name: "cifar100", known: false },
    device: { name: "webgpu", description: "an adapter", engine: "node 24" },
  };
  const { provenance } = reproductionOf(table, "tiny", [first!, other, ...rest], null);
  expect(provenance.device).toEqual({ name: "wasm, webgpu", description: "2 threads; an adapter" });
  expect(provenance.data).toEqual({ name: "cifar10, cifar100", images: 10_000, known: false });
});
