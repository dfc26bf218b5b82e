// Small networks with weights and images, for the tests of the analyses.
import { type NetworkOptions, network } from "@unravel/blocks";
import type { Parameters } from "@unravel/core";
import { normal, randomStream } from "@unravel/core/random";
import { channelStatistics, type ImageSet, type Normalisation } from "@unravel/data";
import { initialise, type Model } from "@unravel/models";

/** A network of five blocks on images of 8x8 pixels. */
export const tinyModel = (options: Partial<NetworkOptions> = {}): Model =>
  network({
    name: "tiny",
    input: [3, 8, 8],
    classes: 3,
    stem: "cifar",
    depths: [3, 2],
    widths: [4, 8],
    resize: "zeros",
    ...options,
  });

/** The tiny network without shortcuts. */
export const tinyPlain = (): Model =>
  network({
    name: "plain",
    input: [3, 8, 8],
    classes: 3,
    stem: "cifar",
    depths: [3, 2],
    widths: [4, 8],
    shortcut: "none",
  });

/** Weights that are no two blocks' the same, batch norm's parameters and statistics included. */
export const tinyParameters = (model: Model, seed = 1): Parameters =>
  Object.fromEntries(
    Object.entries(initialise(model, seed)).map(([name, { shape, data }], index) => {
      const stream = randomStream(seed, "test", index);
      const shift = /bn\d*\.|downsample\.1\./.test(name) ? 0.2 : 0;
      return [name, { shape, data: data.map((x, i) => x + shift * Math.abs(normal(stream, 0, i))) }];
    }),
  );

/** `count` images of 8x8 made-up pixels. */
export const tinyImages = (count: number, seed = 1): ImageSet => {
  const stream = randomStream(seed, "test", 99);
  return {
    name: "made up",
    shape: [3, 8, 8],
    images: Uint8Array.from({ length: count * 192 }, (_, i) =>
      Math.max(0, Math.min(255, 128 + 60 * normal(stream, 0, i))),
    ),
    labels: Int32Array.from({ length: count }, (_, i) => i % 3),
    classes: ["a", "b", "c"],
    provenance: { source: "a test", files: [], known: false },
  };
};

/** How the tiny images are normalised. */
export const tinyNormalisation: Normalisation = channelStatistics(tinyImages(50));
