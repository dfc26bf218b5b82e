import { spread, tailBytes } from "../../devices/wasm/channels.as";
import { address, first, last, scratch, thread, word, workspace } from "../../devices/wasm/team.as";

/** Adds the spread bias in scratch to `rows` rows, `width` bytes of each. */
@inline
function addRows(x: usize, y: usize, rows: i32, row: usize, width: usize): void {
  for (let k: usize = 0; k < width; k += 16) {
    const b = v128.load(scratch + k);
    let at = k;
    for (let left = rows; left > 0; left--, at += row) v128.store(y + at, f32x4.add(v128.load(x + at), b));
  }
}

/** y = x + b for each channel. Arguments: x, b, y, elements, channels, period. */
export function addBias(a: usize): void {
  const x = address(a, 0), y = address(a, 2);
  const elements = <u32>word(a, 3);
  const period = word(a, 5);
  const row = <usize>period << 2;
  const rows = elements / <u32>period;
  const tail = tailBytes(elements, period);
  spread(address(a, 1), scratch, word(a, 4), period);
  const from = first(rows);
  const at = <usize>from * row, whole = <usize>rows * row;
  addRows(x + at, y + at, last(rows) - from, row, row);
  if (thread == 0 && tail) addRows(x + whole, y + whole, 1, row, tail);
}

/**
 * Sums of each column of a fixed number of chunks of rows, to the workspace [chunk][period]. Arguments: x, elements, period, chunks.
 */
export function sumChannels(a: usize): void {
  const x = address(a, 0);
  const elements = <u32>word(a, 1);
  const period = word(a, 2);
  const chunks = word(a, 3);
  const row = <usize>period << 2;
  const rows = elements / <u32>period;
  for (let chunk = first(chunks), end = last(chunks); chunk < end; chunk++) {
    const from = <u32>((<u64>rows * chunk) / chunks);
    const count = <u32>((<u64>rows * (chunk + 1)) / chunks) - from;
    const sums = workspace + <usize>chunk * row;
    for (let k: usize = 0; k < row; k += 16) {
      let s = f32x4.splat(0);
      let at = x + <usize>from * row + k;
      for (let left = count; left > 0; left--, at += row) s = f32x4.add(s, v128.load(at));
      v128.store(sums + k, s);
    }
    if (chunk == chunks - 1) {
      let at = x + <usize>rows * row;
      for (let left = elements % <u32>period, to = sums; left > 0; left--, at += 4, to += 4) {
        store<f32>(to, load<f32>(to) + load<f32>(at));
      }
    }
  }
}

/** y [channels] = the columns of all chunks together. Arguments: y, channels, period, chunks. */
export function combineChannelSums(a: usize): void {
  const channels = word(a, 1);
  const columns = word(a, 2) * word(a, 3);
  for (let c = first(channels), end = last(channels); c < end; c++) {
    let total: f64 = 0;
    for (let k = c; k < columns; k += channels) total += load<f32>(workspace + (<usize>k << 2));
    store<f32>(address(a, 0) + (<usize>c << 2), <f32>total);
  }
}
