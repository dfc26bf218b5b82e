import { fillMask, randomStream } from "../../random/index.ts";
import type { DropoutAttributes } from "./dropout.ts";

/** The mask of one launch: 1 where an element is kept, else 0. `key` is (seed, step); every device makes the same bits. */
export function dropoutMask({ rate, stream }: DropoutAttributes, key: Int32Array, length: number): Float32Array {
  const [seed, step] = key as unknown as [number, number];
  const mask = new Float32Array(length);
  fillMask(randomStream(seed, "dropout", stream), step, 1 - rate, 1, mask);
  return mask;
}
