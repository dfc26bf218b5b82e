// Deflated bytes to exactly as many as were announced: the guard around the library that inflates.
import { Inflate } from "fflate";
import { WeightsError, weightsError } from "../errors.ts";

// Deflate makes at most 1,032 bytes of one, so a slice of this size yields at most 17 MB before it is looked at.
const sliceBytes = 1 << 14;
// A stored block of 64 KiB yields nothing until it is there as a whole; behind the last block slices only pile up.
const maxIdleSlices = 5;

/**
 * `deflated` (raw deflate, no zlib header) as exactly `length` bytes; stops when it has them. Throws a WeightsError
 * naming `where` for fewer bytes, more, or damaged ones. The caller has checked that `length` is a bearable size.
 */
export function inflate(deflated: Uint8Array, length: number, where: string): Uint8Array {
  const out = new Uint8Array(length);
  let filled = 0;
  let idle = 0;
  const stream = new Inflate((chunk) => {
    if (filled + chunk.length > length)
      throw weightsError({
        where,
        what: "it inflates to more than announced",
        expected: `${length} bytes`,
        got: "more",
      });
    out.set(chunk, filled);
    filled += chunk.length;
    idle = chunk.length > 0 ? 0 : idle + 1;
  });
  try {
    for (let at = 0; at < deflated.length && filled < length && idle <= maxIdleSlices; at += sliceBytes)
      stream.push(deflated.subarray(at, at + sliceBytes));
  } catch (cause) {
    if (cause instanceof WeightsError) throw cause;
    throw weightsError({ where, what: "its deflated bytes are damaged", expected: "deflate", got: String(cause) });
  }
  if (filled < length)
    throw weightsError({
      where,
      what: "it inflates to less than announced",
      expected: `${length} bytes`,
      got: `${filled}`,
    });
  return out;
}
