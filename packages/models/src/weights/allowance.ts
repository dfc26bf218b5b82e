// How much reading one file may cost: the guard against zip bombs and against views that repeat a few stored numbers.
import { weightsError } from "./errors.ts";

/**
 * Takes `bytes` of work or memory for `purpose` out of a file's allowance. Throws a WeightsError once it is used up;
 * call it before allocating.
 */
export type Charge = (bytes: number, purpose: string) => void;

// Honest weights need much less: deflate hardly shrinks float32, and half precision, inflated and then widened, costs
// 4 times its stored size. The constant is for tiny files, whose zeros may deflate well.
const growth = 16;
const slack = 1 << 20;

/** A fresh allowance for a file of `fileBytes` bytes: 16 times its size and one MiB. */
export function allowance(fileBytes: number): Charge {
  const limit = growth * fileBytes + slack;
  let used = 0;
  return (bytes, purpose) => {
    used += bytes;
    if (used > limit)
      throw weightsError({
        where: purpose,
        what: "the file unfolds into far more than it holds, as a zip bomb does",
        expected: `at most ${limit} bytes from a file of ${fileBytes}`,
        got: `${used} bytes`,
        fix: "Get the file from a source you trust; save shared or expanded tensors with .contiguous() first.",
      });
  };
}
