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

/** The number of paths through `blocks` blocks of `branches` branches and a shortcut each: (1 + r)^b. */
export const multiplicity = (blocks: number, branches: number): bigint => BigInt(1 + branches) ** BigInt(blocks);

/** m = k^(n/k) for n = `edges` edges and k = `edgesPerBlock`. */
export const multiplicityOf = (edges: number, edgesPerBlock: number): Multiplicity => ({
  edgesPerBlock,
  branches: edgesPerBlock - 1,
  blocks: edges / edgesPerBlock,
  log2: (edges / edgesPerBlock) * Math.log2(edgesPerBlock),
});

/** The k that makes k^(n/k) greatest for any n: e, since ln(k)/k has its maximum there. */
export const bestEdgesPerBlock: number = Math.E;

/**
 * The whole number k of edges a block, from 2 to `most`, that gives `edges` edges the most paths: 3, so two branches (k = 2 and k = 4 tie
 * behind it).
 */
export const bestWholeEdgesPerBlock = (edges: number, most = 64): Multiplicity =>
  Array.from({ length: most - 1 }, (_, index) => multiplicityOf(edges, index + 2)).reduce((best, next) =>
    next.log2 > best.log2 ? next : best,
  );

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
 * Σ C(b, k)·r^k, which is exact. No path in the range: 0, whose logarithm is −∞.
 */
export function effectivePaths({ blocks, branches, layersPerFunction, layers }: EffectiveRange): EffectivePaths {
  const [from, to] = [Math.ceil(layers[0] / layersPerFunction), Math.floor(layers[1] / layersPerFunction)];
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
