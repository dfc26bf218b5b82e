import { clearFloats } from "../../devices/wasm/lanes.as";
import { address, first, last, word } from "../../devices/wasm/team.as";

/** Bytes of the levels of one channel. */
const levelBytes: usize = 1024;

/** to = levels of `count` pixels of bytes, `step` bytes from one to the next. */
@inline
function lookUp(from: usize, step: isize, to: usize, levels: usize, count: i32, channels: i32): void {
  const end = to + (<usize>(count * channels) << 2);
  while (to != end) {
    let level = levels;
    for (let c: usize = 0; c < <usize>channels; c++, to += 4, level += levelBytes) {
      store<f32>(to, load<f32>(level + (<usize>load<u8>(from + c) << 2)));
    }
    from += step;
  }
}

/** to −= `count` pixels of the mean image, `step` bytes from one to the next. */
function subtractMean(mean: usize, step: isize, to: usize, count: i32, channels: i32): void {
  const end = to + (<usize>(count * channels) << 2);
  while (to != end) {
    for (let c: usize = 0; c < <usize>channels; c++, to += 4) {
      store<f32>(to, load<f32>(to) - load<f32>(mean + (c << 2)));
    }
    mean += step;
  }
}

/**
 * Arguments: images, placements, levels, mean (0: none), y, images of y, height, width, channels. Units are images of y. The levels are
 * looked up, not computed: a byte has 256 values, and a table gives the same bits on every device.
 */
export function gatherImages(a: usize): void {
  const levels = address(a, 2), mean = address(a, 3);
  const height = word(a, 6), width = word(a, 7), channels = word(a, 8);
  const rowFloats = width * channels;
  const size = height * rowFloats;
  for (let unit = first(word(a, 5)), end = last(word(a, 5)); unit < end; unit++) {
    const placement = address(a, 1) + (<usize>unit << 4);
    const index = load<i32>(placement), top = load<i32>(placement, 4), left = load<i32>(placement, 8);
    const mirrored = load<i32>(placement, 12) != 0;
    let y = address(a, 4) + (<usize>(unit * size) << 2);
    if (index < 0) {
      clearFloats(y, size);
      continue;
    }
    const image = address(a, 0) + <usize>index * <usize>size;
    // Columns `start` to `stop` of y lie on the image; the first of them is its column `column`.
    const shift = mirrored ? -left : left;
    const start = min(max(-shift, 0), width), stop = max(min(width - shift, width), start);
    const column = mirrored ? width - 1 - start + left : start + left;
    const step = <isize>(mirrored ? -channels : channels);
    for (let row = top; row < top + height; row++, y += <usize>rowFloats << 2) {
      if (row < 0 || row >= height || start == stop) {
        clearFloats(y, rowFloats);
        continue;
      }
      const from = <usize>((row * width + column) * channels);
      const to = y + (<usize>(start * channels) << 2);
      clearFloats(y, start * channels);
      lookUp(image + from, step, to, levels, stop - start, channels);
      if (mean) subtractMean(mean + (from << 2), step << 2, to, stop - start, channels);
      clearFloats(y + (<usize>(stop * channels) << 2), (width - stop) * channels);
    }
  }
}
