// The filter gradient of Winograd's convolution, F(3x3, 4x4): products of the tiles of x and of dy, summed over all tiles.
import { clearFloats, madd, nmadd } from "../../devices/wasm/lanes.as";
import { address, first, last, scratch, word, workspace } from "../../devices/wasm/team.as";
import { accumulate } from "./gemm.as";
import { inputTiles, P, Q, S0, S1, S2, splat } from "./winograd-tiles.as";

/** A·y of four vectors of a tile's gradient: 6 values, `step` bytes apart. */
@inline
function transformGradient(y0: v128, y1: v128, y2: v128, y3: v128, to: usize, step: usize): void {
  const e = madd(splat(P), y2, y0), o = madd(splat(P), y3, y1);
  const e2 = madd(splat(Q), y2, y0), o2 = madd(splat(Q), y3, y1);
  v128.store(to, y0);
  to += step;
  v128.store(to, madd(splat(0.75), o, e));
  to += step;
  v128.store(to, nmadd(splat(0.75), o, e));
  to += step;
  v128.store(to, madd(splat(1.5), o2, e2));
  to += step;
  v128.store(to, nmadd(splat(1.5), o2, e2));
  to += step;
  v128.store(to, y3);
}

/** Transforms the tiles of dy [N,H,W,C] into y[point][tile][channel]; `tile` is scratch of 24 vectors, `zero` a row of zeros. */
@inline
function gradientTiles(
  dy: usize, y: usize, point: usize, height: i32, width: i32, channels: i32, tileRows: i32, tileColumns: i32,
  first: i32, rows: i32, tile: usize, zero: usize,
): void {
  const pixel: usize = channels << 2;
  const line: usize = pixel * width;
  let image = first / tileRows;
  let tileRow = first - image * tileRows;
  for (let r = 0; r < rows; r++) {
    const origin = dy + (<usize>image * height + 4 * tileRow) * line;
    const tall = height - 4 * tileRow;
    const r1 = tall > 1 ? origin + line : zero;
    const r2 = tall > 2 ? origin + 2 * line : zero;
    const r3 = tall > 3 ? origin + 3 * line : zero;
    for (let t = 0; t < tileColumns; t++) {
      const wide = min(4, width - 4 * t);
      const out = y + <usize>(r * tileColumns + t) * pixel;
      if (wide < 4) memory.fill(tile, 0, 384);
      for (let c: usize = 0; c < pixel; c += 16) {
        let at = c + <usize>(4 * t) * pixel;
        for (let j = 0; j < wide; j++, at += pixel) {
          transformGradient(v128.load(origin + at), v128.load(r1 + at), v128.load(r2 + at), v128.load(r3 + at), tile + (j << 4), 64);
        }
        let to = out + c;
        for (let i: usize = 0; i < 384; i += 64, to += 6 * point) {
          transformGradient(v128.load(tile + i), v128.load(tile + i, 16), v128.load(tile + i, 32), v128.load(tile + i, 48), to, point);
        }
      }
    }
    if (++tileRow == tileRows) { tileRow = 0; image++; }
  }
}

/** Gᵀ·m of six vectors: the 3 taps of a filter's gradient, stored `out` bytes apart. */
@inline
function transformBack(from: usize, step: usize, to: usize, out: usize): void {
  const m0 = v128.load(from), m1 = v128.load(from + step), m2 = v128.load(from + 2 * step);
  const m3 = v128.load(from + 3 * step), m4 = v128.load(from + 4 * step), m5 = v128.load(from + 5 * step);
  const a1 = f32x4.mul(splat(S1), f32x4.add(m1, m2)), b1 = f32x4.mul(splat(S1 * 0.75), f32x4.sub(m1, m2));
  const a2 = f32x4.mul(splat(S2), f32x4.add(m3, m4)), b2 = f32x4.mul(splat(S2 * 1.5), f32x4.sub(m3, m4));
  v128.store(to, madd(splat(S0), m0, f32x4.add(a1, a2)));
  v128.store(to + out, f32x4.add(b1, b2));
  v128.store(to + 2 * out, madd(splat(P), a1, madd(splat(Q), a2, m5)));
}

/**
 * Products of the tiles of x and dy, summed over a fixed number of chunks of tile rows, to the workspace [chunk][36][outputs / 8][inputs][8].
 * Arguments: x, dy, images, height, width, inputs, output height, output width, outputs, top, left, tile rows of a block, bytes from point to
 * point of the tiles of x and of dy, chunks, places in scratch of a row of zeros, of the columns, and of both tiles. Units are chunks.
 */
export function winogradAccumulate(a: usize): void {
  const height = word(a, 3), width = word(a, 4), inputs = word(a, 5), outHeight = word(a, 6), outWidth = word(a, 7), outputs = word(a, 8);
  const top = word(a, 9), left = word(a, 10), blockRows = word(a, 11);
  const pointV = address(a, 12), pointY = address(a, 13);
  const chunks = word(a, 14);
  const zero = scratch + address(a, 15), column = scratch + address(a, 16), v = scratch + address(a, 17), y = scratch + address(a, 18);
  const tileRows = (outHeight + 3) >> 2;
  const tileColumns = (outWidth + 3) >> 2;
  const row = <usize>inputs << 2, out = <usize>outputs << 2;
  const filter = row * outputs;
  const total = word(a, 2) * tileRows;
  memory.fill(zero, 0, max(<usize>width * row, <usize>outWidth * out));
  for (let chunk = first(chunks), end = last(chunks); chunk < end; chunk++) {
    const sums = workspace + <usize>chunk * 36 * filter;
    memory.fill(sums, 0, 36 * filter);
    const to = <i32>((<i64>total * (chunk + 1)) / chunks);
    for (let at = <i32>((<i64>total * chunk) / chunks); at < to; at += blockRows) {
      const rows = min(blockRows, to - at);
      const tiles = rows * tileColumns;
      inputTiles(address(a, 0), v, pointV, height, width, inputs, tileRows, tileColumns, top, left, at, rows, column, zero);
      gradientTiles(address(a, 1), y, pointY, outHeight, outWidth, outputs, tileRows, tileColumns, at, rows, column, zero);
      for (let point: usize = 0; point < 36; point++) {
        const tilesX = v + point * pointV, tilesY = y + point * pointY;
        if (tiles & 1) {
          clearFloats(tilesX + <usize>tiles * row, inputs);
          clearFloats(tilesY + <usize>tiles * out, outputs);
        }
        let d = sums + point * filter;
        for (let o: usize = 0; o < out; o += 32, d += row << 3) {
          accumulate(tilesX, tilesY + o, d, inputs, row, out, (tiles + 1) >> 1, 1, 0, 0);
        }
      }
    }
  }
}

/** dw [3,3,I,O] from the chunks' sums. Arguments: dw, inputs, outputs, chunks, place in scratch of 54 vectors. Units as `transformFilters`. */
export function winogradReduce(a: usize): void {
  const inputs = word(a, 1), outputs = word(a, 2), chunks = word(a, 3);
  const values = scratch + address(a, 4), rows = values + 36 * 16;
  const point = <usize>inputs * outputs << 2;
  const units = (outputs >> 2) * inputs;
  for (let unit = first(units), end = last(units); unit < end; unit++) {
    const i = unit % inputs, o = unit / inputs << 2;
    const at = workspace + (<usize>(((o >> 3) * inputs + i) * 8 + (o & 7)) << 2);
    for (let p: usize = 0; p < 36; p++) {
      let from = at + p * point;
      let total = v128.load(from);
      for (let left = chunks; left > 1; left--) {
        from += 36 * point;
        total = f32x4.add(total, v128.load(from));
      }
      v128.store(values + (p << 4), total);
    }
    const to = address(a, 0) + (<usize>(i * outputs + o) << 2);
    for (let k: usize = 0; k < 6; k++) transformBack(values + (k << 4), 96, rows + (k << 4), 96);
    for (let k: usize = 0; k < 3; k++) transformBack(rows + k * 96, 16, to + k * 3 * point, point);
  }
}
