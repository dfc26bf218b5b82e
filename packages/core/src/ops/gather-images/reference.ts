import type { Elements, Kernel } from "../../devices/reference/kernel.ts";
import { imageSources } from "./sources.ts";

export const gatherImages: Kernel<object> = ({ inputs, outputs, inputTypes, outputTypes }) => {
  const [images, placements, levels, mean] = inputs as [Uint8Array, Int32Array, Elements, Elements?];
  const [, height, width, channels] = outputTypes[0]!.shape as [number, number, number, number];
  const size = height * width * channels;
  // Rounded, here too: the result stands for a batch that the host would have written, which is float32.
  const normalised = (source: number) =>
    Math.fround(levels[(source % channels) * 256 + images[source]!]! - (mean?.[source % size] ?? 0));
  for (const [at, source] of imageSources(placements, inputTypes[0]!.shape).entries()) {
    outputs[0]![at] = source < 0 ? 0 : normalised(source);
  }
};
