// Runs of a table: kept one by one, stopped, gone on with, failed, and refused.
import { createReferenceDevice, type Device, DeviceError, type DeviceSupply } from "@unravel/core";
import { memoryStore, type Store } from "@unravel/core/store";
import { expect, test, vi } from "vitest";
import { paperTables } from "../tables/index.ts";
import { tinyImages } from "../tiny.testing.ts";
import type { ReproduceOptions } from "./options.ts";
import type { RunRecord } from "./record.ts";
import { reproduce } from "./reproduce.ts";
import { memoryWorkshop, tinyOptions, tinyRun } from "./tiny-table.testing.ts";

const runs = [tinyRun("identity", 0), tinyRun("convolution", 0, { options: { resize: "projectionAlways" } })];

/** What of a record does not depend on the clock or on how often the run was interrupted. */
const determined = ({ seconds: _s, imagesPerSecond: _i, resumed: _r, ...record }: RunRecord) => record;

const stored = async (store: Store, name: string): Promise<RunRecord> =>
  JSON.parse(new TextDecoder().decode(await store.read(name)));

/** Reproduces until update `stop`, counted over all runs, has been made; then goes on to the end. */
async function interrupted(stop: number, options: ReproduceOptions) {
  const controller = new AbortController();
  let steps = 0;
  const first = await reproduce({
    ...options,
    signal: controller.signal,
    onStep: () => void (++steps === stop && controller.abort()),
  });
  return { first, second: await reproduce({ ...options, resume: true }) };
}

test("every run ends in a small record, and its directory goes", async () => {
  const workshop = memoryWorkshop();
  const store = memoryStore();
  const onRecord = vi.fn();
  const { records, finished } = await reproduce(tinyOptions(runs, { store, workshop, onRecord }));
  expect(finished).toBe(true);
  expect(await store.list()).toEqual(["convolution-seed0.json", "identity-seed0.json"]);
  expect(await stored(store, "identity-seed0.json")).toEqual(records[0]);
  expect(records[0]).toMatchObject({
    table: "T2",
    row: "identity",
    train: { images: 24, known: false },
    outcome: { images: 9, error: expect.any(Number) },
    diverged: null,
    epochs: [{ epoch: 1 }, { epoch: 2 }],
    device: { name: "reference", engine: expect.stringContaining("node") },
    resumed: false,
    date: "2026-11-21",
  });
  expect(workshop.stores.size).toBe(0);
  expect(onRecord.mock.calls.map(([, { index, total }]) => [index, total])).toEqual([
    [0, 2],
    [1, 2],
  ]);
});

test("--keep-runs leaves the directories with their weights", async () => {
  const workshop = memoryWorkshop();
  await reproduce(tinyOptions([runs[0]!], { workshop, keepRuns: true }));
  expect(await workshop.stores.get("identity-seed0")!.size("weights.safetensors")).toBeGreaterThan(0);
});

test.each([1, 4, 6, 8, 11])("stopped after update %d, the rest is trained as if nothing had happened", async (stop) => {
  const unbroken = await reproduce(tinyOptions(runs));
  const { first, second } = await interrupted(stop, tinyOptions(runs));
  expect(first.finished).toBe(false);
  expect(second.records.map(determined)).toEqual(unbroken.records.map(determined));
});

test("finished runs are not trained again, nor are images loaded for them", async () => {
  const options = tinyOptions(runs);
  const before = await reproduce(options);
  const data = vi.fn();
  expect(await reproduce({ ...options, data, resume: true })).toEqual(before);
  expect(data).not.toHaveBeenCalled();
});

test("without --resume a folder that is not empty is refused", async () => {
  const options = tinyOptions(runs);
  await options.store.write("notes.txt", Uint8Array.of(1));
  await expect(reproduce(options)).rejects.toThrow("not empty, and nothing in it is overwritten");
});

test("one process at a time", async () => {
  const options = tinyOptions(runs, { resume: true });
  const release = await options.store.lock("reproduce");
  await expect(reproduce(options)).rejects.toThrow("in use");
  await release();
});

test("a training whose numbers overflow is a result", async () => {
  const schedule = { rate: 1e20, curve: { kind: "constant" }, warmUp: null } as const;
  const { records, finished } = await reproduce(
    tinyOptions([tinyRun("dropout", 0, { train: { schedule } }), runs[0]!]),
  );
  expect(finished).toBe(true);
  expect(records).toMatchObject([
    { outcome: null, diverged: expect.stringContaining("no longer a finite number") },
    { outcome: { images: 9 }, diverged: null },
  ]);
});

test("a run outlives its device, with the result of an unbroken one", async () => {
  const whole = createReferenceDevice();
  let lose: (reason: string) => void = () => {};
  const lost = new Promise<string>((resolve) => {
    lose = resolve;
  });
  let left = 4;
  const dying: Device = {
    ...whole,
    lost,
    async load(program) {
      const executable = await whole.load(program);
      const run = async () => {
        if (left-- > 0) return executable.run();
        lose("unplugged");
        throw new DeviceError("a buffer was destroyed");
      };
      return { ...executable, run };
    },
  };
  let device = dying;
  const devices: DeviceSupply = {
    get device() {
      return device;
    },
    refusals: [],
    replace: async () => (device = whole),
    dispose: async () => {},
  };
  const onLoss = vi.fn();
  const survived = await reproduce(tinyOptions(runs, { devices, onLoss }));
  expect(onLoss).toHaveBeenCalledOnce();
  expect(survived.records.map(determined)).toEqual((await reproduce(tinyOptions(runs))).records.map(determined));
});

test("images in larger squares are tested by crops; a network is taken apart where the table asks for it", async () => {
  const dissections = (["deletions", "randomDeletions", "shuffles", "pathLengths", "pathGradients"] as const).map(
    (name) => ({
      name,
      published: {},
    }),
  );
  const test = { shorterSide: 8, crop: 6, crops: "ten" } as const;
  const onStudy = vi.fn();
  const data = async () => ({ train: tinyImages(24), test: tinyImages(60, 2) });
  const { records } = await reproduce(tinyOptions([tinyRun("identity", 0, { dissections })], { onStudy, data }));
  const { findings = [], figures = [] } = records[0]!;
  for (const row of paperTables.flatMap((each) => each.rows)) {
    for (const { name, published } of "network" in row ? (row.network.dissections ?? []) : []) {
      const names = findings.filter(({ dissection }) => dissection === name).map((finding) => finding.name);
      expect(names).toEqual(expect.arrayContaining(Object.keys(published)));
    }
  }
  expect(figures.map(({ name }) => name)).toContain("norm-by-length");
  for (const { subtitle } of figures) {
    expect(subtitle).toContain("depths [2,2] · trained by tiny for 2 epochs, seed 0");
    expect(subtitle).toContain("2026-11-21");
  }
  expect(figures[0]!.subtitle).toContain("60 images of made up (test)");
  expect(onStudy).toHaveBeenCalled();
  const cropped = await reproduce(tinyOptions([tinyRun("identity", 0, { test })]));
  expect(cropped.records[0]!.outcome).toMatchObject({ images: 9 });
});
