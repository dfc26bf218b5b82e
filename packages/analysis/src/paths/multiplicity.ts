// Counting as in the appendices of Multi-Residual Networks with ReLU Dropping (2023).
import { log2, ratio } from "../statistics/ratio.ts";

/** A network of `edges` edges in blocks of k = 1 + r edges each: a shortcut and r functions. */
export type Multiplicity = {
  readonly edgesPerBlock: number;
  readonly branches: number;
  /** edges / k; a fraction where the blocks do not come out even. */
  readonly blocks: number;
  /** Base-2 logarithm of the number of paths, k^(edges / k). */
  readonly log2: number;
};

/** Throws a RangeError naming the first of `values` that is no whole number from `least`. */
function requireWhole(least: number, values: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(values)) {
    if (Number.isSafeInteger(value) && value >= least) continue;
    throw new RangeError(`${name}: expected a whole number from ${least}, got ${value}.`);
  }
}

/** The number of paths through `blocks` blocks of `branches` branches and a shortcut each: (1 + r)^b. Throws a RangeError unless both are counts. */
export function multiplicity(blocks: number, branches: number): bigint {
  requireWhole(0, { blocks, branches });
  return BigInt(1 + branches) ** BigInt(blocks);
}

/** m = k^(n/k) for n = `edges` edges and k = `edgesPerBlock`. Throws a RangeError unless n is a count and k a number from 1. */
export function multiplicityOf(edges: number, edgesPerBlock: number): Multiplicity {
  requireWhole(1, { edges });
  if (!(Number.isFinite(edgesPerBlock) && edgesPerBlock >= 1)) {
    throw new RangeError(`edgesPerBlock: expected a number from 1 (the shortcut alone), got ${edgesPerBlock}.`);
  }
  return {
    edgesPerBlock,
    branches: edgesPerBlock - 1,
    blocks: edges / edgesPerBlock,
    log2: (edges / edgesPerBlock) * Math.log2(edgesPerBlock),
  };
}

/** The k that makes k^(n/k) greatest for any n: e, since ln(k)/k has its maximum there. */
export const bestEdgesPerBlock: number = Math.E;

/**
 * The whole number k of edges a block, from 2 to `most`, that gives `edges` edges the most paths: 3, so two branches (k = 2 and k = 4 tie
 * behind it). Throws a RangeError where `most` leaves no choice, or `edges` is no count.
 */
export function bestWholeEdgesPerBlock(edges: number, most = 64): Multiplicity {
  requireWhole(2, { most });
  const choices = Array.from({ length: most - 1 }, (_, index) => multiplicityOf(edges, index + 2));
  return choices.reduce((best, next) => (next.log2 > best.log2 ? next : best));
}

/** A network of equal blocks, and the lengths of the paths that carry its gradient. */
export type EffectiveRange = {
  readonly blocks: number;
  readonly branches: number;
  /** Layers of one residual function (alpha): 2 in a basic block, 3 in a bottleneck. */
  readonly layersPerFunction: number;
  /** Shortest and longest effective path in layers (n1 and n2), both included. */
  readonly layers: readonly [from: number, to: number];
};

/** Effective paths: how many, of how many, and their share. */
export type EffectivePaths = {
  readonly paths: bigint;
  readonly total: bigint;
  readonly share: number;
  readonly log2: number;
};

/**
 * e_p = (1 + r)^b · Σ Binomial(k; b, r/(1 + r)) over the numbers k of functions with n1/alpha ≤ k ≤ n2/alpha. As whole numbers that is
 * Σ C(b, k)·r^k, which is exact. No path in the range: 0, whose logarithm is −∞. Throws a RangeError for what is no count, or a
 * range that ends before it begins.
 */
export function effectivePaths({ blocks, branches, layersPerFunction, layers }: EffectiveRange): EffectivePaths {
  const [shortest, longest] = layers;
  requireWhole(0, { blocks, branches, "layers[0]": shortest });
  requireWhole(shortest, { "layers[1]": longest });
  requireWhole(1, { layersPerFunction });
  const [from, to] = [Math.ceil(shortest / layersPerFunction), Math.floor(longest / layersPerFunction)];
  const r = BigInt(branches);
  let paths = 0n;
  let ways = 1n; // C(blocks, k)·r^k
  for (let k = 0; k <= blocks; k++) {
    if (k >= from && k <= to) paths += ways;
    ways = (ways * BigInt(blocks - k) * r) / BigInt(k + 1);
  }
  const total = multiplicity(blocks, branches);
  return { paths, total, share: ratio(paths, total), log2: paths === 0n ? Number.NEGATIVE_INFINITY : log2(paths) };
}
