// Sums over a fixed number of chunks of rows.
import { workspace } from "../../devices/wasm/team.as";

/** The start and the number of rows of a chunk. */
@inline
export function chunkStart(rows: u32, chunk: i32, chunks: i32): u32 {
  return <u32>((<u64>rows * chunk) / chunks);
}

/** The first (`which` 0) or second (1) sum of channel `c` over all chunks. */
@inline
export function combined(c: i32, which: i32, channels: i32, period: i32, chunks: i32): f64 {
  let total: f64 = 0;
  for (let chunk = 0; chunk < chunks; chunk++) {
    const sums = workspace + (<usize>((chunk * 2 + which) * period) << 2);
    for (let k = c; k < period; k += channels) total += load<f32>(sums + (<usize>k << 2));
  }
  return total;
}
