import { storeLanes } from "../../devices/wasm/lanes.as";
import { address, first, last, word } from "../../devices/wasm/team.as";

/** Arguments: x, y, images, pixels, channels. Units are images. */
export function globalAveragePool(a: usize): void {
  const pixels = word(a, 3), channels = word(a, 4);
  const pixel = <usize>channels << 2;
  const share = f32x4.splat(<f32>1 / <f32>pixels);
  for (let unit = <usize>first(word(a, 2)), end = <usize>last(word(a, 2)); unit < end; unit++) {
    for (let c = 0; c < channels; c += 4) {
      let total = f32x4.splat(0);
      let x = address(a, 0) + unit * pixels * pixel + (<usize>c << 2);
      for (let left = pixels; left > 0; left--, x += pixel) total = f32x4.add(total, v128.load(x));
      storeLanes(address(a, 1) + unit * pixel + (<usize>c << 2), f32x4.mul(total, share), channels - c);
    }
  }
}

/** Arguments: dy, dx, images, pixels, channels. Units are images. */
export function globalAveragePoolGradient(a: usize): void {
  const pixels = word(a, 3), channels = word(a, 4);
  const pixel = <usize>channels << 2;
  const share = f32x4.splat(<f32>1 / <f32>pixels);
  for (let unit = <usize>first(word(a, 2)), end = <usize>last(word(a, 2)); unit < end; unit++) {
    for (let c = 0; c < channels; c += 4) {
      const gradient = f32x4.mul(v128.load(address(a, 0) + unit * pixel + (<usize>c << 2)), share);
      let dx = address(a, 1) + unit * pixels * pixel + (<usize>c << 2);
      for (let left = pixels; left > 0; left--, dx += pixel) storeLanes(dx, gradient, channels - c);
    }
  }
}
