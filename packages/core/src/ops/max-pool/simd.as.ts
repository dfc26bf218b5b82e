import { storeLanes } from "../../devices/wasm/lanes.as";
import { address, first, last, word } from "../../devices/wasm/team.as";

/** Where x beats the largest so far: it is larger, or the first NaN. */
@inline
function beats(x: v128, largest: v128): v128 {
  return v128.or(f32x4.gt(x, largest), v128.and(f32x4.ne(x, x), f32x4.eq(largest, largest)));
}

/** Arguments: x, y, images, height, width, channels, output height, output width, kernel, stride, top, left. Units are rows of y. */
export function maxPool(a: usize): void {
  const height = word(a, 3), width = word(a, 4), channels = word(a, 5), outHeight = word(a, 6), outWidth = word(a, 7);
  const kernel = word(a, 8), stride = word(a, 9), top = word(a, 10), left = word(a, 11);
  const pixel = <usize>channels << 2;
  const units = word(a, 2) * outHeight;
  for (let unit = first(units), end = last(units); unit < end; unit++) {
    const image = address(a, 0) + <usize>(unit / outHeight * height * width) * pixel;
    const firstRow = unit % outHeight * stride - top;
    for (let column = 0; column < outWidth; column++) {
      const firstColumn = column * stride - left;
      const out = address(a, 1) + <usize>(unit * outWidth + column) * pixel;
      for (let c = 0; c < channels; c += 4) {
        let largest = f32x4.splat(-f32.MAX_VALUE), any = false;
        for (let i = max(0, firstRow); i < min(height, firstRow + kernel); i++) {
          for (let j = max(0, firstColumn); j < min(width, firstColumn + kernel); j++) {
            const x = v128.load(image + <usize>(i * width + j) * pixel + (<usize>c << 2));
            largest = any ? v128.bitselect(x, largest, beats(x, largest)) : x;
            any = true;
          }
        }
        storeLanes(out + (<usize>c << 2), largest, channels - c);
      }
    }
  }
}

/**
 * Each window's gradient goes to its first maximum. Windows overlap, so that a unit is an image. Arguments: dy, x, dx, images, height,
 * width, channels, output height, output width, kernel, stride, top, left.
 */
export function maxPoolGradient(a: usize): void {
  const height = word(a, 4), width = word(a, 5), channels = word(a, 6), outHeight = word(a, 7), outWidth = word(a, 8);
  const kernel = word(a, 9), stride = word(a, 10), top = word(a, 11), left = word(a, 12);
  const pixel = <usize>channels << 2;
  const bytes = <usize>(height * width) * pixel;
  for (let unit = <usize>first(word(a, 3)), end = <usize>last(word(a, 3)); unit < end; unit++) {
    const dx = address(a, 2) + unit * bytes;
    memory.fill(dx, 0, bytes);
    for (let row = 0; row < outHeight; row++) {
      const fromRow = max(0, row * stride - top), toRow = min(height, row * stride - top + kernel);
      for (let column = 0; column < outWidth; column++) {
        const fromColumn = max(0, column * stride - left), toColumn = min(width, column * stride - left + kernel);
        const dy = address(a, 0) + (unit * outHeight * outWidth + row * outWidth + column) * pixel;
        for (let c = 0; c < channels; c += 4) {
          const image = address(a, 1) + unit * bytes + (<usize>c << 2);
          const start = <usize>(fromRow * width + fromColumn) * pixel;
          let largest = v128.load(image + start);
          let winner = i32x4.splat(<i32>start);
          for (let i = fromRow; i < toRow; i++) {
            for (let j = fromColumn; j < toColumn; j++) {
              const at = <usize>(i * width + j) * pixel;
              const x = v128.load(image + at);
              const wins = beats(x, largest);
              largest = v128.bitselect(x, largest, wins);
              winner = v128.bitselect(i32x4.splat(<i32>at), winner, wins);
            }
          }
          const gradient = v128.load(dy + (<usize>c << 2));
          for (let i = fromRow; i < toRow; i++) {
            for (let j = fromColumn; j < toColumn; j++) {
              const at = <usize>(i * width + j) * pixel;
              const to = dx + at + (<usize>c << 2);
              const share = v128.and(gradient, i32x4.eq(winner, i32x4.splat(<i32>at)));
              storeLanes(to, f32x4.add(v128.load(to), share), channels - c);
            }
          }
        }
      }
    }
  }
}
