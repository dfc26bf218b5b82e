// What a thrown error is to the page.
import { DeviceError, MemoryError } from "@unravel/core";
import { DataError } from "@unravel/data";
import { TrainingError } from "@unravel/train";
import type { Event, ProblemKind } from "../run/protocol.ts";

const kinds: readonly (readonly [type: abstract new (...parts: never[]) => Error, kind: ProblemKind])[] = [
  [DeviceError, "lost"],
  [MemoryError, "memory"],
  [DataError, "archive"],
  // Parts that do not fit cannot come from this page's lists: what is left is a loss that is no number.
  [TrainingError, "diverged"],
];

/** The event that tells of `error`; `kind` where the place says more than the error's type. */
export function problemOf(error: unknown, kind?: ProblemKind): Event {
  const known = kinds.find(([type]) => error instanceof type)?.[1];
  return {
    type: "problem",
    kind: kind ?? known ?? "other",
    detail: error instanceof Error ? error.message : String(error),
  };
}
