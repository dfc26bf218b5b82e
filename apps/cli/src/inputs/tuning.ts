// A tuning of the webgpu device, from the file that "unravel bench --tune" writes.
import type { Tuning } from "@unravel/core/webgpu";
import * as v from "valibot";
import { UsageError } from "../failures.ts";
import { printable } from "../output/format.ts";
import { readUserJson } from "./file.ts";

const length = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1024));
const tile = v.object({ rows: length, columns: length, depth: length, laneRows: length });

/** What a tuning must look like; a file has more, for people. */
export const tuningSchema: v.GenericSchema<unknown, Tuning> = v.object({
  adapter: v.string(),
  choices: v.record(v.string(), tile),
});

/** The tuning in the file at `path`. Throws a UsageError where it is none, and what `readUserJson` throws. */
export async function readTuning(path: string): Promise<Tuning> {
  const { success, output, issues } = v.safeParse(tuningSchema, await readUserJson(path), { abortEarly: true });
  if (success) return output;
  throw new UsageError(
    `${printable(path)} is no tuning: ${v.getDotPath(issues[0]) ?? "the whole"}: ${issues[0].message}. Write one by: unravel bench --tune FILE.`,
  );
}
