// Sets of images at other sizes: resized, and cut into the squares that networks are tested on.
import { resizeAndCrop } from "./folder/resize.ts";
import { type ImageSet, imageSize } from "./image-set.ts";

/** The square of an image that begins at (top, left), or its mirror image. */
export type Crop = { readonly top: number; readonly left: number; readonly mirrored: boolean };

/** The squares that a set is tested on: its middle, or as below. */
export type CropsName = "middle" | "ten";

type Place = Pick<Crop, "top" | "left">;

const middle = (room: number): Place => ({ top: Math.floor(room / 2), left: Math.floor(room / 2) });

const corners = (room: number): readonly Place[] =>
  [0, room].flatMap((top) => [0, room].map((left): Place => ({ top, left })));

/**
 * The squares by name, in images that are `room` pixels longer and wider than they. "ten": the corners and the middle with their mirror
 * images (Krizhevsky et al. 2012).
 */
export const crops: Readonly<Record<CropsName, (room: number) => readonly Crop[]>> = {
  middle: (room) => [{ ...middle(room), mirrored: false }],
  ten: (room) =>
    [...corners(room), middle(room)].flatMap((place) => [false, true].map((mirrored) => ({ ...place, mirrored }))),
};

/** `set` with every image made by `change`, [channels, side, side] each. */
function mapImages(set: ImageSet, side: number, change: (image: Uint8Array) => Uint8Array): ImageSet {
  const size = imageSize(set.shape);
  const shape = [set.shape[0], side, side] as const;
  const images = new Uint8Array(set.labels.length * imageSize(shape));
  for (let index = 0; index < set.labels.length; index += 1) {
    images.set(change(set.images.subarray(index * size, (index + 1) * size)), index * imageSize(shape));
  }
  return { ...set, shape, images };
}

/** The square `crop` of `side` pixels of every image. Throws a RangeError where it reaches out of the images. */
export function cropImages(set: ImageSet, { top, left, mirrored }: Crop, side: number): ImageSet {
  const [channels, height, width] = set.shape;
  if (top < 0 || left < 0 || top + side > height || left + side > width) {
    throw new RangeError(
      `A square of ${side} pixels from (${top}, ${left}) on reaches out of the images of ${set.name}, which are ${height} x ${width}. Cut smaller squares, or resize the images first.`,
    );
  }
  return mapImages(set, side, (image) => {
    const out = new Uint8Array(side * side * channels);
    for (let y = 0; y < side; y += 1) {
      for (let x = 0; x < side; x += 1) {
        const from = ((top + y) * width + left + (mirrored ? side - 1 - x : x)) * channels;
        out.set(image.subarray(from, from + channels), (y * side + x) * channels);
      }
    }
    return out;
  });
}

/** Every image of a set in colour (3 channels) resized to a square of `side` pixels: the shorter side is made that, the middle cut. */
export function resizeImages(set: ImageSet, side: number): ImageSet {
  const [channels, height, width] = set.shape;
  if (channels !== 3) {
    throw new RangeError(`Only images of 3 channels can be resized; those of ${set.name} have ${channels}.`);
  }
  if (height === side && width === side) return set;
  return mapImages(set, side, (data) => resizeAndCrop({ width, height, data }, side, side));
}
