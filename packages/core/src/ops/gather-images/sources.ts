import { GraphError } from "../../errors.ts";
import type { Shape } from "../../graph/graph.ts";

/**
 * For each element of a batch the index of its byte in the data set, −1 where it lies outside of its image. `placements`
 * [N,4] are as gatherImages takes them, `shape` is the data set's. Throws a GraphError for an image that there is not.
 */
export function imageSources(placements: Int32Array, shape: Shape): Int32Array {
  const [count, height, width, channels] = shape as [number, number, number, number];
  const size = height * width * channels;
  const sources = new Int32Array((placements.length / 4) * size).fill(-1);
  for (let image = 0; image < placements.length / 4; image++) {
    const [index, top, left, mirrored] = placements.subarray(4 * image) as unknown as [number, number, number, number];
    if (index === -1) continue;
    if (index < -1 || index >= count)
      throw new GraphError(
        `Placement ${image} of a batch names image ${index}; the data set has images 0 to ${count - 1}, and −1 is none.`,
      );
    for (let y = Math.max(0, -top); y < Math.min(height, height - top); y++) {
      for (let x = 0; x < width; x++) {
        const column = (mirrored ? width - 1 - x : x) + left;
        if (column < 0 || column >= width) continue;
        const from = index * size + ((y + top) * width + column) * channels;
        const to = image * size + (y * width + x) * channels;
        for (let c = 0; c < channels; c++) sources[to + c] = from + c;
      }
    }
  }
  return sources;
}
