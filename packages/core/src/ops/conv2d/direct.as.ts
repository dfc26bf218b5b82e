// Convolution of any size, stride and padding. A few rows of the image are copied with their padding, so that the taps of a kernel row
// lie side by side for every pixel, and the register tile runs over them.
import { clearFloats, copyFloats, storeLanes } from "../../devices/wasm/lanes.as";
import { address, first, last, real, scratch, word, workspace } from "../../devices/wasm/team.as";
import { finish, firstPanel } from "./ending.as";
import { accumulate, tile } from "./gemm.as";

/**
 * Copies image rows [from, from + rows) of x, of which those outside are zeros, to `strip`: `columns` pixels from column −left on, of
 * `evenInputs` floats.
 */
function copyStrip(
  x: usize, strip: usize, from: i32, rows: i32, left: i32, columns: i32, height: i32, width: i32, inputs: i32, evenInputs: i32,
): void {
  const spare = evenInputs - inputs;
  const before = min(columns, max(0, left));
  const start = max(0, -left);
  const inside = max(0, min(width - start, columns - before));
  for (let row = from; row < from + rows; row++) {
    if (<u32>row >= <u32>height) {
      clearFloats(strip, columns * evenInputs);
      strip += <usize>(columns * evenInputs) << 2;
      continue;
    }
    clearFloats(strip, before * evenInputs);
    strip += <usize>(before * evenInputs) << 2;
    let pixel = x + (<usize>((row * width + start) * inputs) << 2);
    if (spare == 0) {
      copyFloats(pixel, strip, inside * inputs);
      strip += <usize>(inside * inputs) << 2;
    } else {
      for (let k = 0; k < inside; k++, pixel += <usize>inputs << 2, strip += <usize>evenInputs << 2) {
        copyFloats(pixel, strip, inputs);
        clearFloats(strip + (<usize>inputs << 2), spare);
      }
    }
    const after = columns - before - inside;
    clearFloats(strip, after * evenInputs);
    strip += <usize>(after * evenInputs) << 2;
  }
}

/**
 * y = x * w, w packed by `packFilters`. Arguments: x, y, images, height, width, inputs, inputs rounded up to 4, output
 * height, output width, outputs, stride, top, left, kernel height, kernel width, rows of a block, columns of its strip, bytes from image to
 * image, row to row and pixel to pixel of y, places in scratch of the strip, of the pixels' offsets and of the products. Where the strip's
 * place is −1 the image is read where it lies: it has no padding. Then the filters, groups of outputs, and the ending: bias and addend (0:
 * none), floor (0, or less than all). Units are blocks of rows of y of each group.
 */
export function convolve(a: usize): void {
  const images = word(a, 2), height = word(a, 3), width = word(a, 4), inputs = word(a, 5), evenInputs = word(a, 6);
  const outHeight = word(a, 7), outWidth = word(a, 8), outputs = word(a, 9), stride = word(a, 10);
  const top = word(a, 11), left = word(a, 12), kernelHeight = word(a, 13), kernelWidth = word(a, 14);
  const blockRows = word(a, 15), columns = word(a, 16);
  const imageStep = address(a, 17), rowStep = address(a, 18), pixelStep = address(a, 19);
  const copied = word(a, 20) >= 0;
  const offsets = scratch + address(a, 21), products = scratch + address(a, 22);
  const filters = address(a, 23), groups = word(a, 24), bias = address(a, 25), addend = address(a, 26), floor = f32x4.splat(real(a, 27));
  const finishes = bias != 0 || addend != 0 || real(a, 27) == 0;
  const pixel = <usize>evenInputs << 2;
  const line = <usize>columns * pixel;
  const run = <usize>kernelWidth * pixel;
  const panel = <usize>kernelHeight * run << 3;
  pixelOffsets(offsets, blockRows, outWidth, <usize>stride * line, <usize>stride * pixel);

  const blocks = (outHeight + blockRows - 1) / blockRows;
  const units = images * blocks;
  for (let unit = first(units * groups), end = last(units * groups); unit < end; unit++) {
    const group = unit / units;
    const image = (unit - group * units) / blocks;
    const row = (unit - group * units - image * blocks) * blockRows;
    const from = firstPanel(outputs, group, groups), to = firstPanel(outputs, group + 1, groups);
    const out = <usize>(to - from) << 5;
    const channels = min(outputs, to << 3) - (from << 3);
    const rows = min(blockRows, outHeight - row);
    const x = address(a, 0) + (<usize>image * height * width * inputs << 2);
    let strip = x + <usize>(row * stride) * line;
    if (copied) {
      strip = scratch + address(a, 20);
      const stripRows = (rows - 1) * stride + kernelHeight;
      copyStrip(x, strip, row * stride - top, stripRows, left, columns, height, width, inputs, evenInputs);
    }
    const pixels = rows * outWidth;
    let b = filters + <usize>from * panel;
    for (let column: usize = 0; column < out; column += 32, b += panel) {
      let to = products + column;
      for (let p = 0, at = offsets; p < pixels; p += 6, at += 24, to += 6 * out) {
        tile(
          strip + load<usize>(at), strip + load<usize>(at, 4), strip + load<usize>(at, 8),
          strip + load<usize>(at, 12), strip + load<usize>(at, 16), strip + load<usize>(at, 20),
          b, kernelHeight, run, line - run, to, out,
        );
      }
    }
    let product = products;
    const place = <usize>from << 5;
    let y = address(a, 1) + <usize>image * imageStep + <usize>row * rowStep + place;
    for (let r = 0; r < rows; r++, y += rowStep) {
      if (!finishes) {
        for (let c = 0, to = y; c < outWidth; c++, to += pixelStep, product += out) copyFloats(product, to, channels);
        continue;
      }
      for (let c = 0; c < channels; c += 4) {
        const k = <usize>c << 2;
        const b = bias ? v128.load(bias + place + k) : f32x4.splat(0);
        let from = product + k, to = y + k;
        for (let left = outWidth; left > 0; left--, from += out, to += pixelStep) {
          finish(v128.load(from), to, channels - c, b, addend != 0, addend - address(a, 1), floor);
        }
      }
      product += <usize>outWidth * out;
    }
  }
}

/** Where in a strip the taps of each pixel of a block start, six at a time; those beyond the block start with the first. */
function pixelOffsets(to: usize, rows: i32, columns: i32, rowStep: usize, columnStep: usize): void {
  for (let r: usize = 0; r < <usize>rows; r++) {
    for (let c: usize = 0; c < <usize>columns; c++, to += 4) store<usize>(to, r * rowStep + c * columnStep);
  }
  for (let spare = 0; spare < 5; spare++, to += 4) store<usize>(to, 0);
}

/**
 * Sums of x · dy for each tap, of a fixed number of chunks of rows, to the workspace [chunk][outputs / 8][tap][input][8]. Arguments: x, dy,
 * images, height, width, inputs, inputs rounded up to 4, output height, output width, outputs, stride, top, left, kernel height, kernel
 * width, rows of a block, columns of its strip, chunks, places in scratch of the strip and of the block of dy. Units are chunks.
 */
export function accumulateFilterGradient(a: usize): void {
  const images = word(a, 2), height = word(a, 3), width = word(a, 4), inputs = word(a, 5), evenInputs = word(a, 6);
  const outHeight = word(a, 7), outWidth = word(a, 8), outputs = word(a, 9), stride = word(a, 10);
  const top = word(a, 11), left = word(a, 12), kernelHeight = word(a, 13), kernelWidth = word(a, 14);
  const blockRows = word(a, 15), columns = word(a, 16), chunks = word(a, 17);
  const strip = scratch + address(a, 18), block = scratch + address(a, 19);
  const evenOutputs = (outputs + 7) & ~7, evenWidth = (outWidth + 1) & ~1;
  const pixel = <usize>evenInputs << 2;
  const line = <usize>columns * pixel;
  const out = <usize>evenOutputs << 2;
  const step = <usize>stride * pixel;
  const depth = kernelWidth * evenInputs;
  const sums = <usize>kernelHeight * depth * evenOutputs << 2;
  const total = images * outHeight;
  for (let chunk = first(chunks), end = last(chunks); chunk < end; chunk++) {
    const d = workspace + <usize>chunk * sums;
    memory.fill(d, 0, sums);
    const to = <i32>((<i64>total * (chunk + 1)) / chunks);
    for (let at = <i32>((<i64>total * chunk) / chunks), rows = 0; at < to; at += rows) {
      const image = at / outHeight;
      const row = at - image * outHeight;
      rows = min(min(blockRows, outHeight - row), to - at);
      const x = address(a, 0) + (<usize>image * height * width * inputs << 2);
      const stripRows = (rows - 1) * stride + kernelHeight;
      copyStrip(x, strip, row * stride - top, stripRows, left, columns, height, width, inputs, evenInputs);
      const dy = address(a, 1) + (<usize>image * outHeight * outWidth * outputs << 2);
      copyStrip(dy, block, row, rows, 0, evenWidth, outHeight, outWidth, outputs, evenOutputs);
      let to = d;
      for (let column: usize = 0; column < out; column += 32) {
        for (let i: usize = 0; i < <usize>kernelHeight; i++, to += <usize>depth << 5) {
          accumulate(
            strip + i * line, block + column, to, depth, step, out, evenWidth >> 1, rows,
            <usize>stride * line - <usize>evenWidth * step, 0,
          );
        }
      }
    }
  }
}

/**
 * dw [taps,inputs,outputs] from the chunks' sums. Arguments: dw, taps, inputs, inputs rounded up to 4, outputs, chunks. Units are inputs of
 * taps.
 */
export function reduceFilterGradient(a: usize): void {
  const taps = word(a, 1), inputs = word(a, 2), evenInputs = word(a, 3), outputs = word(a, 4), chunks = word(a, 5);
  const panel = <usize>taps * evenInputs << 5;
  const sums = <usize>((outputs + 7) >> 3) * panel;
  const units = taps * inputs;
  for (let unit = first(units), end = last(units); unit < end; unit++) {
    const tap = unit / inputs;
    const at = workspace + (<usize>(tap * evenInputs + unit - tap * inputs) << 5);
    const to = address(a, 0) + (<usize>unit * outputs << 2);
    for (let o = 0; o < outputs; o += 4) {
      let from = at + <usize>(o >> 3) * panel + (<usize>(o & 4) << 2);
      let total = v128.load(from);
      for (let left = chunks; left > 1; left--) {
        from += sums;
        total = f32x4.add(total, v128.load(from));
      }
      storeLanes(to + (<usize>o << 2), total, outputs - o);
    }
  }
}
