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

function requireCounts(counts: readonly number[], most: number, what: string): void {
  const wrong = counts.find((count) => !Number.isInteger(count) || count < 0 || count > most);
  if (wrong !== undefined) throw new RangeError(`${what}: expected whole numbers from 0 to ${most}, got ${wrong}.`);
}

/** For each count k, `draws` random sets of k parts of `model` (Veit et al. 2016, figure 5a). Throws a RangeError for a count that it has not. */
export function randomDeletions(model: Model, { counts, draws, seed }: Draws): readonly Lesion[] {
  const parts = deletable(model);
  requireCounts(counts, parts.length, `Parts of ${model.name} to delete`);
  return counts.flatMap((count) => {
    const stream = drawsOf("deletions", seed, count);
    return Array.from({ length: draws }, (_, draw) => {
      const chosen = permutation(parts.length, stream, draw).subarray(0, count);
      return deletion(...parts.filter((_, index) => chosen.includes(index)));
    });
  });
}

/** Far more swaps than it takes to mix any network. */
const mostSwaps = 100_000;

/**
 * For each count k, `draws` orders after k swaps of random pairs of interchangeable blocks (Veit et al. 2016, figure 5b); every pair is as
 * likely as any other. Throws an Error for a network without such a pair, and a RangeError for a count that is no whole number.
 */
export function randomShuffles(model: Model, { counts, draws, seed }: Draws): readonly Lesion[] {
  const pairs = interchangeable(model).flatMap((group) =>
    group.flatMap((first, index) => group.slice(index + 1).map((second) => [first, second] as const)),
  );
  if (pairs.length === 0) {
    throw new Error(
      `${model.name} has no two residual blocks of one shape and form, so nothing can be shuffled; take a deeper network`,
    );
  }
  requireCounts(counts, mostSwaps, "Pairs to swap");
  return counts.flatMap((count) => {
    const stream = drawsOf("shuffles", seed, count);
    return Array.from({ length: draws }, (_, draw): Lesion => {
      const standing = new Map(pairs.flat().map((name) => [name, name]));
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
