// An exponential law through points.

/** y ≈ at0 · factor^x. `r2`: the share of the variance of ln y that it explains. */
export type ExponentialFit = {
  readonly at0: number;
  readonly factor: number;
  readonly r2: number;
  readonly points: number;
};

/**
 * The least-squares line through the points (x, ln y) with y > 0, every point weighing the same. Throws a RangeError where fewer than two
 * different x are left.
 */
export function fitExponential(points: readonly (readonly [x: number, y: number])[]): ExponentialFit {
  const logs = points.filter(([, y]) => y > 0 && Number.isFinite(y)).map(([x, y]) => [x, Math.log(y)] as const);
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [mx, my] = [mean(logs.map(([x]) => x)), mean(logs.map(([, y]) => y))];
  const sum = (term: (dx: number, dy: number) => number) => logs.reduce((s, [x, y]) => s + term(x - mx, y - my), 0);
  const [sxx, sxy, syy] = [sum((dx) => dx * dx), sum((dx, dy) => dx * dy), sum((_, dy) => dy * dy)];
  if (!(sxx > 0)) {
    throw new RangeError(
      `An exponential fit needs positive values at two or more x, got ${logs.length} usable points.`,
    );
  }
  const slope = sxy / sxx;
  const r2 = syy === 0 ? 1 : sxy ** 2 / (sxx * syy);
  return { at0: Math.exp(my - slope * mx), factor: Math.exp(slope), r2, points: logs.length };
}
