// Values with a vector for each channel. NHWC values are read as rows of `period` floats, a multiple of both the channels and
// 16, so that element k of a row always has channel k % channels; the last row may be incomplete.

/** Fills `to` with `from` [channels] again and again, `period` floats. */
export function spread(from: usize, to: usize, channels: i32, period: i32): void {
  for (let k = 0, c = 0; k < period; k++, to += 4) {
    store<f32>(to, load<f32>(from + (<usize>c << 2)));
    if (++c == channels) c = 0;
  }
}

/** Bytes of the part of a last, incomplete row that must be visited, in whole units of 64. */
@inline
export function tailBytes(elements: u32, period: i32): usize {
  return (((elements % <u32>period) << 2) + 63) & ~63;
}
