/**
 * The relative error of a tensor, ‖got − want‖₂/‖want‖₂: 0 where both are zeros, Infinity where `want` alone is, where the
 * lengths differ, or where the two are not infinite or not a number in the same places.
 */
export function relativeError(got: ArrayLike<number>, want: ArrayLike<number>): number {
  if (got.length !== want.length) return Infinity;
  let difference = 0;
  let norm = 0;
  for (let i = 0; i < want.length; i++) {
    const [a, b] = [got[i]!, want[i]!];
    if (Object.is(a, b)) {
      norm += Number.isFinite(b) ? b * b : 0;
    } else if (Number.isFinite(a) && Number.isFinite(b)) {
      difference += (a - b) ** 2;
      norm += b * b;
    } else return Infinity;
  }
  return difference === 0 ? 0 : Math.sqrt(difference / norm);
}
