// Lists of lesions: each block alone, stages, random blocks, random swaps. Pure functions of the model and a seed.
import type { Model } from "@unravel/blocks";
import { integerBelow, permutation } from "@unravel/core/random";
import { drawsOf } from "../draws.ts";
import { deletion, intact, interchangeable, type Lesion, lesionRefusal } from "./lesion.ts";

/** Everything that can be deleted by itself: residual blocks, and the layers of plain blocks that keep the shape. */
export function deletable(model: Model): readonly string[] {
  return model.stages.flat().flatMap((block) => {
    if (block.shortcut) return [block.name];
    const layers = block.branches.flatMap(({ ops }) =>
      ops.flatMap((op) => (op.op === "conv" ? [`${block.name}.${op.name}`] : [])),
    );
    return layers.filter((layer) => lesionRefusal(model, deletion(layer)) === undefined);
  });
}

/** Each deletable part of `model` alone, in order (Veit et al. 2016, figure 3). */
export const eachDeletion = (model: Model): readonly Lesion[] => deletable(model).map((name) => deletion(name));

/** Each stage of `model` without all its deletable parts; the shortcuts that resize stay. */
export function stageDeletions(model: Model): readonly Lesion[] {
  const parts = deletable(model);
  return model.stages.map((blocks) =>
    deletion(...parts.filter((part) => blocks.some(({ name }) => part === name || part.startsWith(`${name}.`)))),
  );
}

/** How many of what, how often. */
export type Draws = {
  /** Numbers of blocks to delete, or of pairs to swap. */
  readonly counts: readonly number[];
  /** Draws of each. */
  readonly draws: number;
  readonly seed: number;
};

/** Draws of all counts together: more than anyone waits for. */
const mostDraws = 20_000;

/** Swaps of all draws together, which are made before anything is tested: about a second's work. */
const mostSwaps = 1_000_000;

function requireCounts({ counts, draws }: Draws, most: number, what: string): void {
  const wrong = counts.find((count) => !Number.isInteger(count) || count < 0 || count > most);
  if (wrong !== undefined) throw new RangeError(`${what}: expected whole numbers from 0 to ${most}, got ${wrong}.`);
  const again = counts.find((count, index) => counts.indexOf(count) < index);
  if (again !== undefined)
    throw new RangeError(`${what}: ${again} comes twice, and its draws would be the same ones; give it once.`);
  const all = counts.length * draws;
  if (!Number.isInteger(draws) || draws < 1 || all > mostDraws) {
    throw new RangeError(
      `${what}: expected 1 to ${mostDraws} draws in all, got ${all} (${draws} of each of ${counts.length} numbers); change the draws or give fewer numbers.`,
    );
  }
}

/**
 * For each count k, `draws` random sets of k parts of `model` (Veit et al. 2016, figure 5a). Throws a RangeError for a count that it has not
 * or that comes twice, and for too many draws.
 */
export function randomDeletions(model: Model, wanted: Draws): readonly Lesion[] {
  const { counts, draws, seed } = wanted;
  const parts = deletable(model);
  requireCounts(wanted, parts.length, `Parts of ${model.name} to delete`);
  return counts.flatMap((count) => {
    const stream = drawsOf("deletions", seed, count);
    return Array.from({ length: draws }, (_, draw) => {
      const chosen = new Set(permutation(parts.length, stream, draw).subarray(0, count));
      return deletion(...parts.filter((_, index) => chosen.has(index)));
    });
  });
}

/**
 * For each count k, `draws` orders after k swaps of random pairs of interchangeable blocks (Veit et al. 2016, figure 5b); every pair is as
 * likely as any other. Throws an Error where the network has no such pair, and a RangeError where a count is fractional or repeated, or
 * where draws or swaps are too many.
 */
export function randomShuffles(model: Model, wanted: Draws): readonly Lesion[] {
  const { counts, draws, seed } = wanted;
  const groups = interchangeable(model);
  const pairs = groups.flatMap((group) =>
    group.flatMap((first, index) => group.slice(index + 1).map((second) => [first, second] as const)),
  );
  if (pairs.length === 0) {
    const residual = model.stages.flat().some(({ shortcut }) => shortcut !== null);
    throw new Error(
      `${model.name} has no two residual blocks of one shape and form, so nothing can be shuffled; take a ${residual ? "deeper network" : "network with shortcuts"}`,
    );
  }
  requireCounts(wanted, mostSwaps, "Pairs to swap");
  const swaps = draws * counts.reduce((sum, count) => sum + count, 0);
  if (swaps > mostSwaps) {
    throw new RangeError(
      `Pairs to swap: expected at most ${mostSwaps} in all, got ${swaps} (${draws} draws of each number); far fewer mix any network.`,
    );
  }
  return counts.flatMap((count) => {
    const stream = drawsOf("shuffles", seed, count);
    return Array.from({ length: draws }, (_, draw): Lesion => {
      const standing = new Map(groups.flat().map((name) => [name, name]));
      for (let swap = 0; swap < count; swap++) {
        const [first, second] = pairs[integerBelow(pairs.length, stream, draw, swap)]!;
        const moved = standing.get(first)!;
        standing.set(first, standing.get(second)!);
        standing.set(second, moved);
      }
      return { ...intact, moved: Object.fromEntries([...standing].filter(([place, source]) => place !== source)) };
    });
  });
}
