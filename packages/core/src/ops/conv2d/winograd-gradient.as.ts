// The filter gradient of Winograd's convolution, F(3x3, 4x4): products of the tiles of x and of dy, summed over all tiles.
import { clearFloats, madd, nmadd } from "../../devices/wasm/lanes.as";
import { address, first, last, scratch, word, workspace } from "../../devices/wasm/team.as";
import { accumulate } from "./gemm.as";
import { inputTiles, P, Q, S0, S1, S2, splat, storePair } from "./winograd-tiles.as";

/** A·y of the four pairs of vectors of a tile's gradient at y0 to y3: 6 pairs, `step` bytes apart. */
@inline
function transformGradient(y0: usize, y1: usize, y2: usize, y3: usize, to: usize, step: usize): void {
  const a0 = v128.load(y0), b0 = v128.load(y0, 16), a1 = v128.load(y1), b1 = v128.load(y1, 16);
  const a2 = v128.load(y2), b2 = v128.load(y2, 16), a3 = v128.load(y3), b3 = v128.load(y3, 16);
  storePair(to, a0, b0);
  const e = madd(splat(P), a2, a0), f = madd(splat(P), b2, b0), o = madd(splat(P), a3, a1), u = madd(splat(P), b3, b1);
  storePair(to + step, madd(splat(0.75), o, e), madd(splat(0.75), u, f));
  storePair(to + 2 * step, nmadd(splat(0.75), o, e), nmadd(splat(0.75), u, f));
  const e2 = madd(splat(Q), a2, a0), f2 = madd(splat(Q), b2, b0), o2 = madd(splat(Q), a3, a1), u2 = madd(splat(Q), b3, b1);
  storePair(to + 3 * step, madd(splat(1.5), o2, e2), madd(splat(1.5), u2, f2));
  storePair(to + 4 * step, nmadd(splat(1.5), o2, e2), nmadd(splat(1.5), u2, f2));
  storePair(to + 5 * step, a3, b3);
}

/** Transforms the tiles of dy [N,H,W,C] into y[point][tile][channel]; `tile` is scratch of 24 pairs of vectors, `zero` a row of zeros. */
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
      if (wide < 4) memory.fill(tile, 0, 768);
      for (let c: usize = 0; c < pixel; c += 32) {
        let at = c + <usize>(4 * t) * pixel;
        for (let j = 0; j < wide; j++, at += pixel) {
          transformGradient(origin + at, r1 + at, r2 + at, r3 + at, tile + (j << 5), 128);
        }
        let to = out + c;
        for (let y = tile; y < tile + 768; y += 128, to += 6 * point) {
          transformGradient(y, y + 32, y + 64, y + 96, to, point);
        }
      }
    }
    if (++tileRow == tileRows) { tileRow = 0; image++; }
  }
}

/** Gᵀ·m of six pairs of vectors: the 3 taps of a filter's gradient, stored `out` bytes apart. */
@inline
function transformBack(from: usize, step: usize, to: usize, out: usize): void {
  let at = from + step;
  const m1 = v128.load(at), n1 = v128.load(at, 16);
  at += step;
  const m2 = v128.load(at), n2 = v128.load(at, 16);
  at += step;
  const m3 = v128.load(at), n3 = v128.load(at, 16);
  at += step;
  const m4 = v128.load(at), n4 = v128.load(at, 16);
  at += step;
  const m0 = v128.load(from), n0 = v128.load(from, 16), m5 = v128.load(at), n5 = v128.load(at, 16);
  const s1 = splat(S1), s2 = splat(S2), d1 = splat(S1 * 0.75), d2 = splat(S2 * 1.5);
  const a1 = f32x4.mul(s1, f32x4.add(m1, m2)), c1 = f32x4.mul(s1, f32x4.add(n1, n2));
  const a2 = f32x4.mul(s2, f32x4.add(m3, m4)), c2 = f32x4.mul(s2, f32x4.add(n3, n4));
  storePair(to, madd(splat(S0), m0, f32x4.add(a1, a2)), madd(splat(S0), n0, f32x4.add(c1, c2)));
  const b1 = f32x4.mul(d1, f32x4.sub(m1, m2)), e1 = f32x4.mul(d1, f32x4.sub(n1, n2));
  const b2 = f32x4.mul(d2, f32x4.sub(m3, m4)), e2 = f32x4.mul(d2, f32x4.sub(n3, n4));
  storePair(to + out, f32x4.add(b1, b2), f32x4.add(e1, e2));
  storePair(to + 2 * out, madd(splat(P), a1, madd(splat(Q), a2, m5)), madd(splat(P), c1, madd(splat(Q), c2, n5)));
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

/** dw [3,3,I,O] from the chunks' sums. Arguments: dw, inputs, outputs, chunks, place in scratch of 54 pairs of vectors. Units are pairs. */
export function winogradReduce(a: usize): void {
  const inputs = word(a, 1), outputs = word(a, 2), chunks = word(a, 3);
  const values = scratch + address(a, 4), rows = values + 36 * 32;
  const point = <usize>inputs * outputs << 2;
  const units = (outputs >> 3) * inputs;
  for (let unit = first(units), end = last(units); unit < end; unit++) {
    const i = unit % inputs, o = unit / inputs << 3;
    const at = workspace + (<usize>unit << 5);
    for (let p: usize = 0; p < 36; p++) {
      let from = at + p * point;
      let total = v128.load(from), total2 = v128.load(from, 16);
      for (let left = chunks; left > 1; left--) {
        from += 36 * point;
        total = f32x4.add(total, v128.load(from));
        total2 = f32x4.add(total2, v128.load(from, 16));
      }
      storePair(values + (p << 5), total, total2);
    }
    const to = address(a, 0) + (<usize>(i * outputs + o) << 2);
    for (let k: usize = 0; k < 6; k++) transformBack(values + (k << 5), 192, rows + (k << 5), 192);
    for (let k: usize = 0; k < 3; k++) transformBack(rows + k * 192, 32, to + k * 3 * point, point);
  }
}
