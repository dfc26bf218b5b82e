// A batch made of a data set that lives on the device as bytes: images are picked, shifted, mirrored and normalised.
import type { Operation } from "../../graph/graph.ts";
import { f32, rank4, require, same, typed } from "../shapes.ts";

/**
 * images u8 [count,H,W,C], placements i32 [N,4], levels [C,256], and perhaps mean [H,W,C] → [N,H,W,C].
 *
 * A placement (index, top, left, mirrored) is where an image of the batch is taken from: element (y, x, c) is
 * levels[c, byte] − mean, both read at (y + top, x' + left, c) of image `index`, with x' = W − 1 − x where `mirrored` is
 * not 0. What lies outside of the image is 0, and so is all of an image of index −1.
 *
 * Padding and cropping are a shift; who draws it is the host, so that no device has to make its random numbers. A table
 * of the 256 levels and at most one subtraction leave nothing to round in two ways: the bits are the same on every device.
 */
export const gatherImages: Operation = {
  name: "gatherImages",
  outputs([images, placements, levels, mean]) {
    const [, height, width, channels] = rank4(images, "A data set");
    typed(images, "u8", "A data set");
    typed(placements, "i32", "A batch's placements");
    require(placements?.shape.length === 2 && placements.shape[1] === 4, () => {
      return `A batch's placements (index, top, left, mirrored) must be [N,4], got [${placements?.shape}].`;
    });
    require(levels?.shape.join() === `${channels},256`, () => {
      return `The levels of ${channels} channels must be [${channels},256], got [${levels?.shape}].`;
    });
    if (mean) same(mean, f32(height, width, channels), "The mean image and the images of a data set");
    return [f32(placements.shape[0]!, height, width, channels)];
  },
};
