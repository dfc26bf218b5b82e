// Painting for the synthetic set: a soft background, shapes with soft edges. Only + − × ÷, sqrt, abs, floor, min and
// max on float64, which IEEE 754 defines to the last bit: the same image on every engine.

export const side = 32;
export const channels = 3;

/** Red, green and blue, 0 to 255, or what is added to them. */
export type Colour = readonly [number, number, number];

/** side x side x channels. */
export type Canvas = Float64Array;

/** About how far the place (u, v) is outside a shape, negative inside, in units of the shape's radius. */
export type Outline = (u: number, v: number) => number;

const distance: Outline = (u, v) => Math.sqrt(u * u + v * v);
const box: Outline = (u, v) => Math.max(Math.abs(u), Math.abs(v));
const halfRootOfThree = 0.8660254037844386;

export type OutlineName = "disc" | "square" | "triangle" | "plus" | "ring" | "bar";

/** Every one looks the same in a mirror, turned as it may be: flipping an image keeps its class. */
export const outlines: Readonly<Record<OutlineName, Outline>> = {
  disc: (u, v) => distance(u, v) - 0.9,
  square: (u, v) => box(u, v) - 0.8,
  triangle: (u, v) => Math.max(v - 0.55, halfRootOfThree * Math.abs(u) - 0.5 * v - 0.5),
  plus: (u, v) => Math.max(Math.min(Math.abs(u), Math.abs(v)) - 0.28, box(u, v) - 0.95),
  ring: (u, v) => Math.abs(distance(u, v) - 0.75) - 0.22,
  bar: (u, v) => Math.max(Math.abs(u) - 0.33, Math.abs(v) - 1),
};

/** What no outline reaches beyond, in radii: a square's corner, and a little for the soft edge. */
const reach = 1.45;

/** Distance between stripes, in pixels: the same for large and small shapes, so that it tells nothing about them. */
const stripePeriod = 4;
/** What dark stripes take away, as a share of what bright ones add. */
const darkStripe = 0.5;

/** One shape: where, how large, which way is its "up" (a unit vector), what it adds to the colours it covers. */
export type Shape = {
  readonly outline: Outline;
  readonly striped: boolean;
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly direction: readonly [cosine: number, sine: number];
  readonly colour: Colour;
};

/** How much of its colour a striped shape adds at a distance across the stripes: 1 to −darkStripe, edges soft. */
function stripe(across: number): number {
  const turn = across / stripePeriod;
  const wave = Math.abs(turn - Math.floor(turn + 0.5)) * 8 - 2;
  const bright = 0.5 + 0.5 * Math.max(-1, Math.min(1, wave));
  return bright - darkStripe * (1 - bright);
}

/** Adds a shape's colour to the canvas; its edge is one pixel wide. */
export function paintShape(canvas: Canvas, { outline, striped, x, y, radius, direction, colour }: Shape): void {
  const extent = radius * reach + 1;
  const [cosine, sine] = direction;
  const first = (centre: number) => Math.max(0, Math.floor(centre - extent));
  const end = (centre: number) => Math.min(side, Math.floor(centre + extent) + 1);
  for (let row = first(y); row < end(y); row += 1) {
    for (let column = first(x); column < end(x); column += 1) {
      const u = (cosine * (column - x) + sine * (row - y)) / radius;
      const v = (cosine * (row - y) - sine * (column - x)) / radius;
      const coverage = Math.max(0, Math.min(1, 0.5 - outline(u, v) * radius));
      if (coverage === 0) continue;
      const amount = striped ? coverage * stripe(u * radius) : coverage;
      const at = (row * side + column) * channels;
      for (let channel = 0; channel < channels; channel += 1) canvas[at + channel]! += colour[channel]! * amount;
    }
  }
}

/** Fills the canvas with nine colours at its corners, edges and middle, and what lies between them. */
export function paintBackground(canvas: Canvas, colours: readonly Colour[]): void {
  const step = side / 2;
  for (let row = 0; row < side; row += 1) {
    for (let column = 0; column < side; column += 1) {
      const corner = Math.floor(row / step) * 3 + Math.floor(column / step);
      const down = (row % step) / step;
      const right = (column % step) / step;
      for (let channel = 0; channel < channels; channel += 1) {
        const colour = (offset: number) => colours[corner + offset]![channel]!;
        const above = colour(0) * (1 - right) + colour(1) * right;
        const below = colour(3) * (1 - right) + colour(4) * right;
        canvas[(row * side + column) * channels + channel] = above * (1 - down) + below * down;
      }
    }
  }
}
