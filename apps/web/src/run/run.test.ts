import { studyPaths } from "@unravel/analysis";
import { expect, test } from "vitest";
import { buildNetwork } from "../networks.ts";
import type { Event, RunCommand } from "./protocol.ts";
import { canStudy, initialRun, isBusy, type Run } from "./record.ts";
import { applyCommand, applyEvent } from "./run.ts";

const device = { name: "a", description: "b", refusals: [] };
const settings = { model: "resnet8", data: "synthetic", seed: 1, steps: 10, batch: 32, tested: 100 } as const;

/** A run after a sequence of what the page sends ("start" ...) and what comes back. */
const after = (...steps: readonly (Event | { readonly send: RunCommand })[]): Run =>
  steps.reduce<Run>((run, step) => ("send" in step ? applyCommand(run, step.send) : applyEvent(run, step)), initialRun);

const begun = [{ type: "device", device }, { send: { type: "start", settings } }, { type: "training" }] as const;
const measured = (step: number): Event => ({
  type: "measured",
  measurement: { step, loss: 2, error: 50, imagesPerSecond: undefined, secondsLeft: undefined },
});
const tested = (step: number, deleted: readonly string[] = [], error = 40): Event => ({
  type: "tested",
  step,
  whole: 40,
  deleted,
  error,
});

test("a run from opening the device to its end", () => {
  expect(after().status).toBe("opening");
  expect(after({ type: "device", device })).toMatchObject({ status: "ready", device });
  const run = after(...begun, { type: "step", step: 1 }, measured(1), tested(1), { type: "finished" });
  expect(run).toMatchObject({ status: "finished", step: 1, loss: { x: [1], y: [2] }, testError: { x: [1], y: [40] } });
  expect(isBusy(run)).toBe(false);
});

test("a deleted block's error belongs to the blocks and the weights that were measured", () => {
  const remove: { send: RunCommand } = { send: { type: "delete", blocks: ["x"] } };
  const asked = after(...begun, tested(1), remove);
  expect(asked).toMatchObject({ deleted: ["x"], asked: 1 });
  const answered = [...begun, tested(1), remove, tested(1, ["x"], 70), { type: "answered" }] as const;
  expect(after(...answered)).toMatchObject({ asked: 0, lesion: { deleted: ["x"], before: 40, after: 70 } });
  expect(after(...answered, tested(1)).lesion).toBeUndefined();
});

test("a second test of the same weights is no second point of the curve", () => {
  expect(after(...begun, tested(1), tested(1), tested(2)).testError.x).toEqual([1, 2]);
});

test("what single blocks are worth is forgotten with the weights that it was measured with", () => {
  const alone: Event = { type: "alone", block: "x", error: 60 };
  expect(after(...begun, tested(1), alone, tested(1)).alone).toEqual({ x: 60 });
  expect(after(...begun, tested(1), alone, tested(2)).alone).toEqual({});
});

test("without a run, deleting a block asks for no answer", () => {
  expect(after({ type: "device", device }, { send: { type: "delete", blocks: ["x"] } })).toMatchObject({ asked: 0 });
});

test("a block that cannot be deleted is restored, and the run goes on", () => {
  const run = after(
    ...begun,
    { send: { type: "delete", blocks: ["x"] } },
    { type: "problem", kind: "lesion", detail: "no shortcut" },
    tested(1),
    { type: "answered" },
  );
  expect(run).toMatchObject({ status: "training", deleted: [], asked: 0, problem: { kind: "lesion" } });
});

test.each(["lost", "crashed", "memory", "diverged", "other"] as const)("a problem of kind %s ends the run", (kind) => {
  const run = after(...begun, { type: "problem", kind, detail: "reason" });
  expect(run).toMatchObject({ status: "failed", problem: { kind, detail: "reason" } });
  expect(after(...begun, { type: "problem", kind, detail: "" }, { send: { type: "start", settings } }).problem).toBe(
    undefined,
  );
});

test("a device that failed is gone; one that had too little memory stays", () => {
  const failed = (kind: "lost" | "crashed" | "memory") => after(...begun, { type: "problem", kind, detail: "" }).device;
  expect(failed("lost")).toBe(undefined);
  expect(failed("crashed")).toBe(undefined);
  expect(failed("memory")).toEqual(device);
});

test("how far a long test is stands until it is over", () => {
  const testing: Event = { type: "testing", pass: { done: 100, images: 500 } };
  expect(after(...begun, testing).testing).toEqual({ done: 100, images: 500 });
  expect(after(...begun, testing, tested(1)).testing).toBe(undefined);
  expect(after(...begun, testing, { type: "alone", block: "x", error: 60 }).testing).toBe(undefined);
  expect(after(...begun, testing, { type: "problem", kind: "lost", detail: "" }).testing).toBe(undefined);
});

test("a reset forgets the run, keeps device and images, and ignores what still comes of it", () => {
  const archive: Event = { type: "archive", images: 50_000 };
  const reset: { send: RunCommand } = { send: { type: "reset" } };
  const stopping = after(...begun, archive, measured(1), reset, { type: "step", step: 9 }, tested(9));
  expect(stopping).toMatchObject({ status: "stopping", step: 0, archive: 50_000, device });
  expect(stopping.testError.x).toEqual([]);
  expect(applyEvent(stopping, { type: "ended" }).status).toBe("ready");
});

test("a lost device takes the run back to its checkpoint, on the device in its place", () => {
  const other = { ...device, name: "c" };
  const replacement = { lost: "a", reason: "reset", step: 5, device: other };
  const run = after(...begun, measured(5), tested(5), measured(10), tested(10), { type: "replaced", replacement });
  expect(run).toMatchObject({ status: "preparing", step: 5, device: other, replacement, loss: { x: [5] } });
  expect(run.testError.x).toEqual([5]);
  expect(after({ type: "device", device }, { type: "replaced", replacement }).status).toBe("ready");
  const idle = { ...replacement, step: undefined };
  expect(after(...begun, measured(5), { type: "replaced", replacement: idle })).toMatchObject({ loss: { x: [] } });
  const over = [...begun, measured(5), { type: "problem", kind: "memory", detail: "" }] as const;
  expect(after(...over, { type: "replaced", replacement: idle })).toMatchObject({ loss: { x: [5] } });
});

test("how far kernels are compiled stands until they are, or until the run has failed", () => {
  const compiling = (done: number): Event => ({ type: "compiling", kernels: { done, total: 9 } });
  expect(after(...begun, compiling(3)).compiling).toEqual({ done: 3, total: 9 });
  expect(after(...begun, compiling(3), compiling(9)).compiling).toBe(undefined);
  expect(after(...begun, compiling(3), { type: "problem", kind: "memory", detail: "" }).compiling).toBe(undefined);
});

test("a run that was cut off is offered until another one starts", () => {
  const kept: Event = { type: "kept", kept: { key: "k", step: 7 } };
  expect(after({ type: "device", device }, kept).cutOff).toEqual({ key: "k", step: 7 });
  expect(after({ type: "device", device }, kept, { send: { type: "start", settings } }).cutOff).toBe(undefined);
});

const study: { send: RunCommand } = { send: { type: "study", name: "paths" } };
const studied: Event = {
  type: "studied",
  result: {
    name: "paths",
    step: 5,
    study: studyPaths(buildNetwork("resnet8")),
    figures: [],
    table: { columns: [], rows: [], notes: [] },
  },
};

test("a network can be studied while it stands still, one study at a time; the last result stays until a reset", () => {
  expect(canStudy(after(...begun))).toBe(false);
  const paused = [...begun, { type: "paused" }] as const;
  expect(canStudy(after(...paused))).toBe(true);
  const under = after(...paused, study, { type: "studying", pass: { done: 1, images: 4 } });
  expect(under.studying).toEqual({ name: "paths", pass: { done: 1, images: 4 } });
  expect(canStudy(under)).toBe(false);
  const over = [...paused, study, studied, { type: "studyOver" }] as const;
  expect(canStudy(after(...over))).toBe(true);
  expect(after(...over, { send: { type: "resume" } }, tested(9)).studied).toBe(studied.result);
  expect(after(...over, { send: { type: "reset" } }).studied).toBe(undefined);
});

test("a study that fails leaves the run as it was; a run that fails ends its study", () => {
  const problem = (kind: "study" | "lost"): Event => ({ type: "problem", kind, detail: "reason" });
  const run = after(...begun, { type: "paused" }, study, problem("study"), { type: "studyOver" });
  expect(run).toMatchObject({ status: "paused", device, problem: { kind: "study", detail: "reason" } });
  expect(run.studying).toBe(undefined);
  expect(after(...begun, { type: "paused" }, study, problem("lost")).studying).toBe(undefined);
});
