// Where a run is: the numbers that go on with it, next to the tensors on the device. Plain JSON, part of checkpoints.
import * as v from "valibot";
import { type ScheduleMemory, unseen } from "../schedule/schedule.ts";
import { type DeviceSpan, spanSchema } from "./device-record.ts";

/** Sums over updates: of their losses, and of the images that were classified rightly. */
export type Sums = { readonly steps: number; readonly loss: number; readonly correct: number };

export type Progress = {
  /** Updates made. */
  readonly step: number;
  /** Epochs ended: measured, told and written down. */
  readonly epoch: number;
  /** Updates in the device's running sums: those of the open window. */
  readonly open: number;
  /** Sums over the closed windows of the open epoch. */
  readonly sums: Sums;
  readonly schedule: ScheduleMemory;
  /** Which devices made the updates. */
  readonly devices: readonly DeviceSpan[];
};

export const noSums: Sums = { steps: 0, loss: 0, correct: 0 };

/** Before the first update. */
export const beginning: Progress = { step: 0, epoch: 0, open: 0, sums: noSums, schedule: unseen, devices: [] };

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** Schema of a Progress that was read from a file. */
export const progressSchema: v.GenericSchema<unknown, Progress> = v.strictObject({
  step: count,
  epoch: count,
  open: count,
  sums: v.strictObject({ steps: count, loss: v.number(), correct: v.number() }),
  schedule: v.strictObject({ warm: v.boolean(), best: v.nullable(v.number()), stale: count, reductions: count }),
  devices: v.optional(v.array(spanSchema), []), // checkpoints of version 0.0 have none
});

/** The sum of two. */
export const addSums = (a: Sums, b: Sums): Sums => ({
  steps: a.steps + b.steps,
  loss: a.loss + b.loss,
  correct: a.correct + b.correct,
});

/** Mean loss, and error in %, of updates of `batch` images. */
export const measure = ({ steps, loss, correct }: Sums, batch: number): { loss: number; error: number } => ({
  loss: loss / steps,
  error: 100 - (100 * correct) / (steps * batch),
});
