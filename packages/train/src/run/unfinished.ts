// Whether a run waits to be resumed.
import type { Store } from "@unravel/core/store";
import { checkpointStep } from "./checkpoint.ts";
import { summaryPath } from "./conclude.ts";
import { holdsRun } from "./config.ts";

/** How many updates the run in `store` has made that `resume` would go on from; undefined where it has finished, or there is none. */
export async function unfinishedStep(store: Store): Promise<number | undefined> {
  if (!(await holdsRun(store)) || (await store.size(summaryPath)) !== undefined) return undefined;
  return checkpointStep(store);
}
