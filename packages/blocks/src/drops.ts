// Which ReLUs of a branch are left out (ReLU-dropped multi-residual networks; Zhao et al. 2018). Every convolution keeps
// its batch norm, so two convolutions that lose the ReLU between them still do not merge into one.
import type { Word } from "./orders.ts";

export type DropName = "none" | "first" | "last" | "all";

/** A row of the table, or the positions of the dropped ReLUs, counted from 0 in the order in which they are passed. */
export type Drop = DropName | readonly number[];

/** Positions to drop among `count` ReLUs. */
export const drops: Readonly<Record<DropName, (count: number) => readonly number[]>> = {
  none: () => [],
  first: () => [0],
  last: (count) => [count - 1],
  all: (count) => Array.from({ length: count }, (_, position) => position),
};

/** The positions that `drop` stands for among `count` ReLUs. */
export const droppedPositions = (drop: Drop, count: number): readonly number[] =>
  typeof drop === "string" ? drops[drop](count) : drop;

/** How many ReLUs a branch has. */
export const countRelus = (words: readonly Word[]): number => words.filter((word) => word === "relu").length;

/** `words` without the ReLUs at the dropped positions. */
export function dropRelus(words: readonly Word[], drop: Drop): Word[] {
  const dropped = droppedPositions(drop, countRelus(words));
  let position = 0;
  return words.filter((word) => word !== "relu" || !dropped.includes(position++));
}
