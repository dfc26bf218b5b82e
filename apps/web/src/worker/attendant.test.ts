import { studyPaths } from "@unravel/analysis";
import { MemoryError } from "@unravel/core";
import { expect, test } from "vitest";
import { buildNetwork } from "../networks.ts";
import type { Event } from "../run/protocol.ts";
import { createAttendant, type Moment, type Request } from "./attendant.ts";
import { createInbox } from "./inbox.ts";
import type { Studier } from "./studies.ts";
import type { Tester } from "./tester.ts";

/** Every deleted block costs 10%. */
const tester: Tester = { error: async (_, deleted) => 30 + 10 * deleted.length, dispose() {} };
const never = new Promise<string>(() => {});

/** What comes of every study. */
const found = { study: studyPaths(buildNetwork("resnet8")), figures: [], table: { columns: [], rows: [], notes: [] } };
const study: Studier = async (name, { step }) => ({ name, step, ...found });
const moment: Moment = { step: 5, parameters: async () => ({}), tester, study, lost: never };

function scene(model: Parameters<typeof buildNetwork>[0] = "resnet8") {
  const inbox = createInbox<Request>();
  const events: Event[] = [];
  const post = (event: Event) => void events.push(event);
  const attendant = createAttendant({ model: buildNetwork(model), inbox, post });
  return { inbox, events, attendant };
}

test("with an empty inbox the training is not held up", async () => {
  const { attendant, events } = scene();
  await attendant.attend(moment);
  expect(events).toEqual([]);
});

test("a pause lasts until resume; blocks can be deleted in it", async () => {
  const { attendant, inbox, events } = scene();
  inbox.put({ type: "pause" });
  let held = true;
  const attending = attendant.attend(moment).then(() => {
    held = false;
  });
  inbox.put({ type: "delete", blocks: ["layer1.0", "layer2.0"] });
  await expect.poll(() => events.at(-1)).toEqual({ type: "answered" });
  expect(held).toBe(true);
  inbox.put({ type: "resume" });
  await attending;
  expect(events).toEqual([
    { type: "tested", step: 5, whole: 30, deleted: [], error: 30 },
    { type: "paused" },
    { type: "tested", step: 5, whole: 30, deleted: ["layer1.0", "layer2.0"], error: 50 },
    { type: "answered" },
    { type: "training" },
  ]);
});

test("a reset ends a pause and aborts the training; later commands are left", async () => {
  const { attendant, inbox } = scene();
  for (const type of ["pause", "reset", "pause"] as const) inbox.put({ type });
  await attendant.attend(moment);
  expect(attendant.signal.aborted).toBe(true);
  expect(inbox.poll()).toEqual({ type: "pause" });
});

test("a plain block that cannot go is told, and each that can is tested alone", async () => {
  const { attendant, inbox, events } = scene("plain20");
  inbox.put({ type: "delete", blocks: ["layer2.0"] });
  inbox.put({ type: "deleteEach" });
  await attendant.attend(moment);
  expect(events[0]).toMatchObject({ type: "problem", kind: "lesion" });
  expect(events[1]).toEqual({ type: "tested", step: 5, whole: 30, deleted: [], error: 30 });
  const alone = events.flatMap((event) => (event.type === "alone" ? [event.block] : []));
  expect(alone).toEqual(["layer1.0", "layer1.1", "layer1.2", "layer2.1", "layer2.2", "layer3.1", "layer3.2"]);
  expect(events.at(-1)).toEqual({ type: "answered" });
});

test("a pause and a hidden page save a checkpoint, where training goes on", async () => {
  const { attendant, inbox } = scene();
  let saved = 0;
  for (const type of ["save", "pause", "resume"] as const) inbox.put({ type });
  await attendant.attend({ ...moment, checkpoint: async () => void saved++ });
  expect(saved).toBe(2);
  inbox.put({ type: "save" });
  await attendant.attend(moment);
});

test("a lost device ends the waiting; what it could not do is done on the next one, and the pause goes on", async () => {
  const { attendant, inbox, events } = scene();
  inbox.put({ type: "pause" });
  await attendant.attend({ ...moment, lost: Promise.resolve("reset") });
  const broken: Tester = { ...tester, error: () => Promise.reject(new Error("no buffer")) };
  inbox.put({ type: "delete", blocks: ["layer1.0"] });
  await expect(attendant.attend({ ...moment, tester: broken })).rejects.toThrow("no buffer");
  attendant.tell();
  expect(events.at(-1)).toEqual({ type: "paused" });
  inbox.put({ type: "resume" });
  await attendant.attend(moment);
  expect(events.slice(-3)).toEqual([
    { type: "tested", step: 5, whole: 30, deleted: ["layer1.0"], error: 40 },
    { type: "answered" },
    { type: "training" },
  ]);
});

test("a study is told, then that it is over", async () => {
  const { attendant, inbox, events } = scene();
  inbox.put({ type: "study", name: "lesions" });
  await attendant.attend(moment);
  expect(events).toEqual([{ type: "studied", result: { name: "lesions", step: 5, ...found } }, { type: "studyOver" }]);
});

/** A study that goes on until it is ended. */
const endless: Studier = (_, __, { signal }) =>
  new Promise((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));

test.each(["stopStudy", "resume", "reset"] as const)(
  "%s ends a study; other commands wait until it is over",
  async (type) => {
    const { attendant, inbox, events } = scene();
    inbox.put({ type: "pause" });
    const attending = attendant.attend({ ...moment, study: endless });
    inbox.put({ type: "study", name: "gradients" });
    await expect.poll(() => events.at(-1)).toEqual({ type: "paused" });
    inbox.put({ type: "save" }); // ends nothing
    inbox.put({ type });
    inbox.put({ type: "reset" });
    await attending;
    expect(events.filter((event) => event.type.startsWith("stud"))).toEqual([{ type: "studyOver" }]);
  },
);

test("a study that is ended before it begins is not carried out", async () => {
  const { attendant, inbox, events } = scene();
  inbox.put({ type: "study", name: "paths" });
  inbox.put({ type: "stopStudy" });
  const asked: Studier = async (name, state, { signal }) => {
    signal?.throwIfAborted();
    return study(name, state, {});
  };
  await attendant.attend({ ...moment, study: asked });
  expect(events).toEqual([{ type: "studyOver" }]);
});

test("a study that fails costs the run nothing; with a lost device it is carried out on the next one", async () => {
  const { attendant, inbox, events } = scene();
  const failing: Studier = () => Promise.reject(new MemoryError("full"));
  inbox.put({ type: "study", name: "lesions" });
  await attendant.attend({ ...moment, study: failing });
  expect(events).toEqual([{ type: "problem", kind: "study", detail: "full" }, { type: "studyOver" }]);
  inbox.put({ type: "study", name: "lesions" });
  const gone = { ...moment, study: failing, lost: Promise.resolve("reset") };
  await expect(attendant.attend(gone)).rejects.toThrow("full");
  await attendant.attend(moment);
  expect(events.slice(2)).toMatchObject([{ type: "studied" }, { type: "studyOver" }]);
});
