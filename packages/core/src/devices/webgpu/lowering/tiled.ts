// Convolutions on GPUs: tiles in workgroup memory.
import { pixelsOf } from "../../../ops/conv2d/wgsl.ts";
import * as text from "../../../ops/conv2d/wgsl-tiled.ts";
import * as gradientText from "../../../ops/conv2d/wgsl-tiled-gradient.ts";
import { arrangeFilter } from "./filter.ts";
import type { ConvolutionForm, FilterGradientForm } from "./form.ts";
import { channelsOf } from "./lowering.ts";
import { blocksOf, splitsOf, tileChoice } from "./tiles.ts";

export const convolution: ConvolutionForm = {
  suits: () => true,
  stages(x, w, { geometry: g, order }, choose) {
    const choice = tileChoice("convolution", g);
    const tile = choose(choice);
    const { buffer, kernels } = arrangeFilter(w, order, g);
    return {
      before: kernels,
      buffers: { x: channelsOf(x), weights: buffer },
      choice: choice.key,
      lanes: text.lanesOf(tile),
      groups: Math.ceil(pixelsOf(g) / tile.rows) * Math.ceil(g.outputs / tile.columns),
      shared: text.tileMemory(tile),
      body: ({ x, weights }) => text.convolution({ x: x!, weights: weights! }, g, tile),
    };
  },
};

export const filterGradient: FilterGradientForm = (g, choose) => {
  const choice = tileChoice("filter gradient", g);
  const tile = choose(choice);
  const splits = splitsOf(g);
  return {
    choice: choice.key,
    splits,
    lanes: text.lanesOf(tile),
    groups: splits * blocksOf(g, tile),
    shared: gradientText.gradientMemory(tile),
    body: (arrays) => gradientText.filterGradient(arrays, g, tile, splits),
  };
};
