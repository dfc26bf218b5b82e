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

/**
 * A normalisation as numbers to look up: `levels` [channels, 256] is what a byte of each channel becomes. `mean`, where there is one, is
 * subtracted from that (height x width x channels). With no more to round than this one subtraction, everything that makes batches by it,
 * the host or a device, makes the same bits.
 */
export type NormalisationTable = { readonly levels: Float32Array; readonly mean?: Float32Array };

/** The table of images of one shape. Throws RangeError if `normalisation` is for other shapes or divides by zero. */
export function normalisationTable(normalisation: Normalisation, shape: ImageShape): NormalisationTable {
  const [channels] = shape;
  if ("pixelMean" in normalisation) {
    const { pixelMean: mean } = normalisation;
    requireLengths(imageSize(shape), [mean.length], shape);
    return { levels: levelsOf(channels, { mean: Array(channels).fill(0), std: Array(channels).fill(1) }), mean };
  }
  const { mean, std } = normalisation;
  requireLengths(channels, [mean.length, std.length], shape);
  const zero = std.findIndex((value) => !(value > 0));
  if (zero >= 0) {
    throw new RangeError(
      `The standard deviation of channel ${zero} is ${std[zero]}, expected more than 0: its images are all of one colour.`,
    );
  }
  return { levels: levelsOf(channels, normalisation) };
}

function requireLengths(expected: number, lengths: readonly number[], shape: ImageShape): void {
  if (lengths.every((length) => length === expected)) return;
  const [means, deviations] = lengths;
  const got = deviations === undefined ? `${means} means` : `${means} means and ${deviations} deviations`;
  throw new RangeError(
    `This normalisation has ${got}, expected ${expected} for images of ${shape.join(" x ")}. Compute it from the same data set.`,
  );
}

function levelsOf(channels: number, { mean, std }: ChannelNormalisation): Float32Array {
  return Float32Array.from({ length: channels * 256 }, (_, at) => {
    const channel = Math.floor(at / 256);
    return (at % 256) * (1 / (255 * std[channel]!)) - mean[channel]! / std[channel]!;
  });
}
