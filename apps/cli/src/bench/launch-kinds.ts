// Where the time of a step goes: its launches by kind.
import type { LaunchTime, Program } from "@unravel/core";
import { spreadOf } from "./statistics.ts";

/** The launches of one op in one kernel: how many a step has, and the milliseconds of all of them (median of the profiles). */
export type LaunchKind = {
  readonly op: string;
  readonly kernel: string;
  readonly launches: number;
  readonly milliseconds: number;
};

/** The kinds of launches of `program`, the longest first. */
export function launchKinds(program: Program, profiles: readonly (readonly LaunchTime[])[]): LaunchKind[] {
  const kinds = new Map<string, Omit<LaunchKind, "milliseconds"> & { readonly totals: number[] }>();
  for (const [index, times] of profiles.entries()) {
    for (const { launch, kernel, milliseconds } of times) {
      const { op } = program.launches[launch]!;
      const known = kinds.get(`${op} ${kernel}`) ?? { op, kernel, launches: 0, totals: profiles.map(() => 0) };
      known.totals[index]! += milliseconds;
      const launches = known.launches + (index === 0 ? 1 : 0);
      kinds.set(`${op} ${kernel}`, { ...known, launches });
    }
  }
  return [...kinds.values()]
    .map(({ totals, ...kind }) => ({ ...kind, milliseconds: spreadOf(totals).median }))
    .sort((a, b) => b.milliseconds - a.milliseconds);
}
