import { clearFloats, copyFloats } from "../../devices/wasm/lanes.as";
import { address, first, last, word } from "../../devices/wasm/team.as";

/** Arguments: x, y, images, height, width, channels, output height, output width, stride, before, after. Units are rows of y. */
export function padChannels(a: usize): void {
  const height = word(a, 3), width = word(a, 4), channels = word(a, 5), outHeight = word(a, 6), outWidth = word(a, 7);
  const stride = word(a, 8), before = word(a, 9), after = word(a, 10);
  const pixel = <usize>channels << 2;
  const step = <usize>stride * pixel;
  const units = word(a, 2) * outHeight;
  const from = first(units);
  let y = address(a, 1) + (<usize>(from * outWidth * (before + channels + after)) << 2);
  for (let unit = from, end = last(units); unit < end; unit++) {
    let x = address(a, 0) + <usize>((unit / outHeight * height + unit % outHeight * stride) * width) * pixel;
    for (let column = 0; column < outWidth; column++, x += step) {
      clearFloats(y, before);
      y += <usize>before << 2;
      copyFloats(x, y, channels);
      y += pixel;
      clearFloats(y, after);
      y += <usize>after << 2;
    }
  }
}

/** Arguments: dy, dx, images, height, width, channels, output height, output width, stride, before, after. Units are rows of dx. */
export function padChannelsGradient(a: usize): void {
  const height = word(a, 3), width = word(a, 4), channels = word(a, 5), outHeight = word(a, 6), outWidth = word(a, 7);
  const stride = word(a, 8), before = word(a, 9), after = word(a, 10);
  const pixel = <usize>channels << 2;
  const step = <usize>(before + channels + after) << 2;
  const units = word(a, 2) * height;
  for (let unit = first(units), end = last(units); unit < end; unit++) {
    const row = unit % height;
    let dx = address(a, 1) + <usize>(unit * width) * pixel;
    if (row % stride) {
      clearFloats(dx, width * channels);
      continue;
    }
    let dy = address(a, 0) + <usize>((unit / height * outHeight + row / stride) * outWidth) * step + (<usize>before << 2);
    for (let column = 0; column < width; column++, dx += pixel) {
      if (column % stride) clearFloats(dx, channels);
      else {
        copyFloats(dy, dx, channels);
        dy += step;
      }
    }
  }
}
