// A network unravelled into its paths (Veit et al. 2016, section 3): how many there are of each length, exactly.
import type { Block, Model } from "@unravel/blocks";
import { log2, ratio } from "../statistics/ratio.ts";
import { type UnitName, units } from "./units.ts";

/** How many paths there are of each length: element L counts those of length L. */
export type Counts = readonly bigint[];

/** The paths of a network. `total`: all of them, the multiplicity m of the network. */
export type PathLengths = {
  readonly model: string;
  readonly unit: UnitName;
  readonly blocks: number;
  readonly counts: Counts;
  readonly total: bigint;
  readonly log2Total: number;
  /** Mean and standard deviation of the length over all paths, each counted once. */
  readonly mean: number;
  readonly deviation: number;
};

/** The ways through one block by their length: its shortcut, where it has one, and each of its branches. */
function waysOf({ shortcut, branches }: Block, unit: UnitName): Counts {
  const { branch, shortcut: across } = units[unit];
  const lengths = [...(shortcut ? [across(shortcut.ops)] : []), ...branches.map(({ ops }) => branch(ops))];
  const counts = Array.from({ length: Math.max(0, ...lengths) + 1 }, () => 0n);
  for (const length of lengths) counts[length]! += 1n;
  return counts;
}

/** Paths through two parts one after the other: lengths add, numbers multiply (the product of two polynomials). */
function chain(first: Counts, second: Counts): Counts {
  const counts = Array.from({ length: first.length + second.length - 1 }, () => 0n);
  for (const [a, waysA] of first.entries()) {
    for (const [b, waysB] of second.entries()) if (waysB !== 0n) counts[a + b]! += waysA * waysB;
  }
  return counts;
}

/** How many paths of each length lead through `blocks`, one after the other. */
export const countPaths = (blocks: readonly Block[], unit: UnitName = "modules"): Counts =>
  blocks.map((block) => waysOf(block, unit)).reduce(chain, [1n]);

const sum = (counts: Counts): bigint => counts.reduce((total, count) => total + count, 0n);

/**
 * The exact distribution of path lengths of `model`, or of its stage `stage` (from 0) alone. A plain block is one way, and adds its
 * length to every path. A block without branches is its shortcut. Throws a RangeError for a stage that there is not.
 */
export function pathLengths(model: Model, unit: UnitName = "modules", stage?: number): PathLengths {
  const blocks = stage === undefined ? model.stages.flat() : model.stages[stage];
  if (!blocks) {
    throw new RangeError(`${model.name} has the stages 0 to ${model.stages.length - 1}; there is no stage ${stage}.`);
  }
  const counts = countPaths(blocks, unit);
  const total = sum(counts);
  const moment = (power: bigint) => counts.reduce((m, count, length) => m + count * BigInt(length) ** power, 0n);
  // The variance from whole numbers, so that nothing cancels: (total·Σ L²c − (Σ L·c)²) / total².
  const variance = ratio(total * moment(2n) - moment(1n) ** 2n, total ** 2n);
  return {
    model: model.name,
    unit,
    blocks: blocks.length,
    counts,
    total,
    log2Total: log2(total),
    mean: ratio(moment(1n), total),
    deviation: Math.sqrt(variance),
  };
}

/** How many paths have a length from `from` to `to`, both included. */
export const pathsWithin = ({ counts }: Pick<PathLengths, "counts">, from: number, to: number): bigint =>
  sum(counts.slice(Math.max(0, from), to + 1));

/** The share of all paths whose length lies from `from` to `to`, both included. */
export const shareOfPaths = (lengths: Pick<PathLengths, "counts" | "total">, from: number, to: number): number =>
  ratio(pathsWithin(lengths, from, to), lengths.total);
