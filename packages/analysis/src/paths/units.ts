// What the length of a path counts, as data.
import type { Op } from "@unravel/blocks";

/** A way to measure paths: what it adds to a path's length to pass a branch, and to pass a shortcut. */
export type Unit = {
  readonly about: string;
  readonly branch: (ops: readonly Op[]) => number;
  readonly shortcut: (ops: readonly Op[]) => number;
};

export type UnitName = "modules" | "layers" | "convolutions";

const convolutions = (ops: readonly Op[]): number => ops.filter(({ op }) => op === "conv").length;

/** The units by name. Stem and head, which every path passes, count in none. */
export const units: Readonly<Record<UnitName, Unit>> = {
  modules: { about: "residual branches passed (Veit et al. 2016)", branch: () => 1, shortcut: () => 0 },
  layers: { about: "convolutions of the branches passed", branch: convolutions, shortcut: () => 0 },
  convolutions: {
    about: "convolutions passed, those of projections too",
    branch: convolutions,
    shortcut: convolutions,
  },
};
