// Runs peers beside each other, alternately, so that all of them meet the same machine.
import { loadavg } from "node:os";
import { type Spread, spreadOf } from "../../apps/cli/src/bench/statistics.ts";
import { type Contestant, type Entry, start } from "./process.ts";
import type { Task } from "./serve.ts";

/** What became of a peer. `ratio`: the first peer's speed over this one's, the median of the rounds. */
export type Standing = {
  readonly name: string;
  readonly batch: number;
  readonly about: string;
  readonly imagesPerSecond: Spread;
  readonly ratio: number;
};

/** A peer that did not take part. */
export type Absence = { readonly name: string; readonly reason: string };

/** A contest's outcome. `load`: the machine's mean number of running processes in the last minute, at the end. */
export type Outcome = {
  readonly standings: readonly Standing[];
  readonly absent: readonly Absence[];
  readonly runs: number;
  readonly load: number;
};

type Ready = { readonly contestant: Contestant; readonly about: string; readonly speeds: number[] };

/** float32 networks agree better than this; another network does not. */
const tolerance = 1e-3;

/** ‖a − b‖₂ / ‖b‖₂. */
const relativeError = (a: readonly number[], b: readonly number[]): number =>
  Math.hypot(...a.map((x, k) => x - b[k]!)) / Math.hypot(...b);

/** Lets `entries` run `runs` rounds on `task`. The first one is what the others are compared with. */
export async function contest(
  entries: readonly Entry[],
  task: Task,
  runs: number,
  progress: (line: string) => void,
): Promise<Outcome> {
  const ready: Ready[] = [];
  const absent: Absence[] = [];
  let expected: readonly number[] | null = null;
  try {
    // One at a time: whoever warms up has the machine for itself.
    for (const entry of entries) {
      progress(`${entry.name}: warming up`);
      const contestant = start(entry, task);
      const answer = await contestant.ask();
      if (!("ready" in answer)) {
        absent.push({ name: entry.name, reason: "skipped" in answer ? answer.skipped : "it ran before it was ready" });
        continue;
      }
      ready.push({ contestant, about: answer.ready, speeds: [] });
      expected ??= answer.logits;
      if (expected && answer.logits && !(relativeError(answer.logits, expected) < tolerance)) {
        throw new Error(`${entry.name} computes other logits than ${ready[0]!.contestant.entry.name}.`);
      }
    }
    for (let round = 1; round <= runs; round++) {
      for (const { contestant, speeds } of ready) {
        const answer = await contestant.ask();
        if (!("imagesPerSecond" in answer)) {
          throw new Error(`${contestant.entry.name} broke off: ${"skipped" in answer ? answer.skipped : "no speed"}`);
        }
        speeds.push(answer.imagesPerSecond);
        progress(`round ${round} of ${runs}, ${contestant.entry.name}: ${answer.imagesPerSecond.toFixed(1)} images/s`);
      }
    }
  } finally {
    for (const { contestant } of ready) contestant.end();
  }
  const first = ready[0]?.speeds ?? [];
  const standings = ready.map(({ contestant, about, speeds }) => ({
    name: contestant.entry.name,
    batch: contestant.task.batch,
    about,
    imagesPerSecond: spreadOf(speeds),
    ratio: spreadOf(speeds.map((speed, round) => first[round]! / speed)).median,
  }));
  return { standings, absent, runs, load: loadavg()[0]! };
}
