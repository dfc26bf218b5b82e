import { storeLanes } from "../../devices/wasm/lanes.as";
import { address, first, last, word } from "../../devices/wasm/team.as";

/** Arguments: x, y, images, height, width, channels, output height, output width, kernel, stride. Units are rows of y. */
export function averagePool(a: usize): void {
  const height = word(a, 3), width = word(a, 4), channels = word(a, 5), outHeight = word(a, 6), outWidth = word(a, 7);
  const kernel = word(a, 8), stride = word(a, 9);
  const pixel = <usize>channels << 2;
  const share = f32x4.splat(<f32>1 / <f32>(kernel * kernel));
  const units = word(a, 2) * outHeight;
  for (let unit = first(units), end = last(units); unit < end; unit++) {
    const row = address(a, 0) + <usize>((unit / outHeight * height + unit % outHeight * stride) * width) * pixel;
    for (let column = 0; column < outWidth; column++) {
      const from = row + <usize>(column * stride) * pixel;
      const out = address(a, 1) + <usize>(unit * outWidth + column) * pixel;
      for (let c = 0; c < channels; c += 4) {
        let total = f32x4.splat(0);
        for (let i = 0; i < kernel; i++) {
          for (let j = 0; j < kernel; j++) {
            total = f32x4.add(total, v128.load(from + <usize>(i * width + j) * pixel + (<usize>c << 2)));
          }
        }
        storeLanes(out + (<usize>c << 2), f32x4.mul(total, share), channels - c);
      }
    }
  }
}

/**
 * Each window's gradient is shared by its pixels. Windows may overlap, so that a unit is an image. Arguments: dy, dx, images, height,
 * width, channels, output height, output width, kernel, stride.
 */
export function averagePoolGradient(a: usize): void {
  const height = word(a, 3), width = word(a, 4), channels = word(a, 5), outHeight = word(a, 6), outWidth = word(a, 7);
  const kernel = word(a, 8), stride = word(a, 9);
  const pixel = <usize>channels << 2;
  const bytes = <usize>(height * width) * pixel;
  const share = f32x4.splat(<f32>1 / <f32>(kernel * kernel));
  for (let unit = <usize>first(word(a, 2)), end = <usize>last(word(a, 2)); unit < end; unit++) {
    const image = address(a, 1) + unit * bytes;
    memory.fill(image, 0, bytes);
    for (let row = 0; row < outHeight; row++) {
      for (let column = 0; column < outWidth; column++) {
        const dy = address(a, 0) + (unit * outHeight * outWidth + row * outWidth + column) * pixel;
        const window = image + <usize>((row * width + column) * stride) * pixel;
        for (let c = 0; c < channels; c += 4) {
          const gradient = f32x4.mul(v128.load(dy + (<usize>c << 2)), share);
          for (let i = 0; i < kernel; i++) {
            for (let j = 0; j < kernel; j++) {
              const to = window + <usize>(i * width + j) * pixel + (<usize>c << 2);
              storeLanes(to, f32x4.add(v128.load(to), gradient), channels - c);
            }
          }
        }
      }
    }
  }
}
