// Gradients against central differences.
import { fillNormal, randomStream } from "../random/index.ts";

/**
 * How far the slope of `f` at `point` along a random direction, by central differences, is from the one that `gradients`
 * give: relative to the gradients' length, which is the slope's standard deviation. `direction` numbers the direction. In
 * float64 a right gradient of a smooth function gives about 1e-9; a kink within the step shows as a large error.
 */
export async function directionalError(
  f: (point: readonly Float64Array[]) => Promise<number>,
  point: readonly Float64Array[],
  gradients: readonly ArrayLike<number>[],
  direction = 0,
): Promise<number> {
  const step = 1e-5;
  const stream = randomStream(direction, "test", 1);
  const directions = point.map((values, sample) => {
    const along = new Float32Array(values.length);
    fillNormal(stream, sample, along);
    return along;
  });
  const moved = (distance: number) =>
    f(point.map((values, k) => values.map((x, i) => x + distance * directions[k]![i]!)));
  const slope = ((await moved(step)) - (await moved(-step))) / (2 * step);
  const product = gradients.reduce((total, g, k) => total + dot(g, directions[k]!), 0);
  const scale = Math.sqrt(gradients.reduce((total, g) => total + dot(g, g), 0));
  return slope === product ? 0 : Math.abs(slope - product) / scale;
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += a[i]! * b[i]!;
  return total;
}
