// Where the time of a step goes: its launches by kind.
import type { LaunchTime, Program } from "@unravel/core";
import { operationsOf } from "./operations.ts";
import { spreadOf } from "./statistics.ts";

/** The launches of one op in one kernel: how many a step has, and the milliseconds of all of them (median of the profiles). */
export type LaunchKind = {
  readonly op: string;
  readonly kernel: string;
  readonly launches: number;
  readonly milliseconds: number;
  /** Giga-operations a second, as a direct convolution makes them; null where memory is what counts, or another kernel does the work. */
  readonly gflops: number | null;
  /** Of the device's measured peak. */
  readonly fractionOfPeak: number | null;
};

type Total = { readonly op: string; readonly kernel: string; launches: number; operations: number; times: number[] };

/** The kinds of launches of `program`, the longest first. `peakGflops`: the device's peak, where it can tell. */
export function launchKinds(
  program: Program,
  profiles: readonly (readonly LaunchTime[])[],
  peakGflops: number | null,
): LaunchKind[] {
  const totals = new Map<string, Total>();
  const totalOf = ({ launch, kernel }: LaunchTime): Total => {
    const { op } = program.launches[launch]!;
    const key = `${op} ${kernel}`;
    const known = totals.get(key) ?? { op, kernel, launches: 0, operations: 0, times: profiles.map(() => 0) };
    totals.set(key, known);
    return known;
  };
  for (const [index, times] of profiles.entries()) {
    for (const time of times) totalOf(time).times[index]! += time.milliseconds;
  }
  for (const time of profiles[0] ?? []) totalOf(time).launches++;
  for (const time of longestOfLaunches(profiles[0] ?? [])) {
    totalOf(time).operations += operationsOf(program.launches[time.launch]!.nodes[0]!) ?? 0;
  }
  return [...totals.values()]
    .map(({ op, kernel, launches, operations, times }): LaunchKind => {
      const milliseconds = spreadOf(times).median;
      const gflops = operations > 0 && milliseconds > 0 ? operations / milliseconds / 1e6 : null;
      const fractionOfPeak = gflops === null || peakGflops === null ? null : gflops / peakGflops;
      return { op, kernel, launches, milliseconds, gflops, fractionOfPeak };
    })
    .sort((a, b) => b.milliseconds - a.milliseconds);
}

/** Of each launch the kernel that takes the longest: the others prepare and finish what it does. */
function longestOfLaunches(times: readonly LaunchTime[]): Iterable<LaunchTime> {
  const longest = new Map<number, LaunchTime>();
  for (const time of times) {
    if (time.milliseconds >= (longest.get(time.launch)?.milliseconds ?? 0)) longest.set(time.launch, time);
  }
  return longest.values();
}
