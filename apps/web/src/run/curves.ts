// Curves made ready for drawing.
import type { Curve } from "./record.ts";

/** Curves over one common x, as uPlot wants them: null where a curve has no point. */
export function join(curves: readonly Curve[]): [x: number[], ...y: (number | null)[][]] {
  const common = [...new Set(curves.flatMap(({ x }) => x))].sort((a, b) => a - b);
  return [
    common,
    ...curves.map(({ x, y }) => {
      const at = new Map(x.map((value, index) => [value, y[index]!]));
      return common.map((value) => at.get(value) ?? null);
    }),
  ];
}
