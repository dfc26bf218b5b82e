// From bytes to what a network is given: (x / 255 − mean) / std, by channel or by pixel.
import { allIndices, type ImageSet, type ImageShape, imageSize, requireIndex } from "./image-set.ts";

/**
 * How images are normalised, in units of x / 255. `mean` and `std` have one number a channel; the per-pixel mean of
 * He et al. 2016 has one a pixel and channel (height x width x channels) and is not divided by anything.
 */
export type Normalisation = ChannelNormalisation | { readonly pixelMean: Float32Array };

export type ChannelNormalisation = { readonly mean: readonly number[]; readonly std: readonly number[] };

/** Channel statistics of the published training sets. */
export const normalisations: Readonly<Record<"cifar10" | "cifar100" | "imagenet", ChannelNormalisation>> = {
  cifar10: { mean: [0.4914, 0.482158, 0.446531], std: [0.247032, 0.243485, 0.261588] },
  cifar100: { mean: [0.507075, 0.486549, 0.440918], std: [0.267334, 0.256438, 0.27615] },
  imagenet: { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] },
};

function* imagesAt(set: ImageSet, indices: ArrayLike<number>): Generator<Uint8Array> {
  if (indices.length === 0) throw new RangeError("Statistics of no image were asked for, expected one or more.");
  const size = imageSize(set.shape);
  for (let i = 0; i < indices.length; i += 1) {
    const start = requireIndex(set, indices[i]!) * size;
    yield set.images.subarray(start, start + size);
  }
}

/** The mean and the (population) standard deviation of each channel over the images at `indices`; at least one. */
export function channelStatistics(set: ImageSet, indices: ArrayLike<number> = allIndices(set)): ChannelNormalisation {
  const [channels, height, width] = set.shape;
  // Sums of bytes and of their squares are whole numbers far below 2^53: exact, in whatever order they are added.
  const sums = new Float64Array(channels);
  const squares = new Float64Array(channels);
  for (const image of imagesAt(set, indices)) {
    for (let at = 0, channel = 0; at < image.length; at += 1) {
      const value = image[at]!;
      sums[channel]! += value;
      squares[channel]! += value * value;
      channel = channel + 1 === channels ? 0 : channel + 1;
    }
  }
  const count = indices.length * height * width;
  const mean = Array.from(sums, (sum) => sum / count / 255);
  const std = mean.map((m, channel) => Math.sqrt(Math.max(0, squares[channel]! / count / 255 ** 2 - m * m)));
  return { mean, std };
}

/** The mean image over the images at `indices` (at least one), height x width x channels. */
export function pixelMean(set: ImageSet, indices: ArrayLike<number> = allIndices(set)): Float32Array {
  const sums = new Float64Array(imageSize(set.shape));
  for (const image of imagesAt(set, indices)) {
    for (let at = 0; at < image.length; at += 1) sums[at]! += image[at]!;
  }
  const count = indices.length;
  return Float32Array.from(sums, (sum) => sum / count / 255);
}

/** out = x·scale − shift, number by number of an image (height x width x channels). */
export type Scaling = { readonly scale: Float64Array; readonly shift: Float64Array };

/** The scaling of images of one shape. Throws RangeError if `normalisation` is for other shapes or divides by zero. */
export function scalingOf(normalisation: Normalisation, shape: ImageShape): Scaling {
  const size = imageSize(shape);
  const [period, mean, std] =
    "pixelMean" in normalisation
      ? [size, normalisation.pixelMean, new Array<number>(size).fill(1)]
      : [shape[0], normalisation.mean, normalisation.std];
  if (mean.length !== period || std.length !== period) {
    throw new RangeError(
      `This normalisation has ${mean.length} means and ${std.length} deviations, expected ${period} for images of ${shape.join(" x ")}. Compute it from the same data set.`,
    );
  }
  const zero = std.findIndex((value) => !(value > 0));
  if (zero >= 0) {
    throw new RangeError(
      `The standard deviation of channel ${zero} is ${std[zero]}, expected more than 0: its images are all of one colour.`,
    );
  }
  return {
    scale: Float64Array.from({ length: size }, (_, at) => 1 / (255 * std[at % period]!)),
    shift: Float64Array.from({ length: size }, (_, at) => mean[at % period]! / std[at % period]!),
  };
}
