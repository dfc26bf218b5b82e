// Single paths through a network, and the gates that leave nothing else open on the way back.
import type { Block, Model } from "@unravel/blocks";
import type { Gates } from "@unravel/core";
import { integerBelow, permutation } from "@unravel/core/random";
import { pathsOf } from "@unravel/models";
import { drawsOf } from "../draws.ts";

/** The way that a path takes through each block that it has a choice in: the index of a branch, or the shortcut. */
export type PathChoice = Readonly<Record<string, "shortcut" | number>>;

/** The blocks where a path has a choice: those with a shortcut and a branch. */
export const forks = (model: Model): readonly Block[] =>
  model.stages.flat().filter(({ shortcut, branches }) => shortcut !== null && branches.length > 0);

/** Backward gates that close every way but that of `choice`; blocks that it does not name stay open. */
export const pathGates = (model: Model, choice: PathChoice): Gates =>
  Object.fromEntries(
    model.stages.flat().flatMap((block) => {
      const taken = choice[block.name];
      return taken === undefined ? [] : pathsOf(block).map(({ name, index }) => [name, index === taken ? 1 : 0]);
    }),
  );

/**
 * Path number `sample` of those drawn with `length` modules: that many blocks at random, in each one of its branches; the shortcut in all
 * others. All such paths are equally likely where the blocks have equally many branches.
 */
export function drawPath(model: Model, length: number, seed: number, sample: number): PathChoice {
  const blocks = forks(model);
  const stream = drawsOf("paths", seed, length);
  // Two draws a sample: which blocks, and which of their branches.
  const chosen = permutation(blocks.length, stream, 2 * sample).subarray(0, length);
  return Object.fromEntries(
    blocks.map(({ name, branches }, index) => [
      name,
      chosen.includes(index) ? integerBelow(branches.length, stream, 2 * sample + 1, index) : "shortcut",
    ]),
  );
}
