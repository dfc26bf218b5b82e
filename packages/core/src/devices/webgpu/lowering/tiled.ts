// Convolutions on GPUs: tiles in workgroup memory.
import { pixelsOf } from "../../../ops/conv2d/wgsl.ts";
import { convolution, lanesOf, tileMemory } from "../../../ops/conv2d/wgsl-tiled.ts";
import { filterGradient, gradientMemory } from "../../../ops/conv2d/wgsl-tiled-gradient.ts";
import type { Form } from "./form.ts";
import { blocksOf, splitsOf, tileChoice } from "./tiles.ts";

export const tiled: Form = {
  convolution(g, choose) {
    const choice = tileChoice("convolution", g);
    const tile = choose(choice);
    return {
      choice: choice.key,
      lanes: lanesOf(tile),
      groups: Math.ceil(pixelsOf(g) / tile.rows) * Math.ceil(g.outputs / tile.columns),
      shared: tileMemory(tile),
      body: (arrays) => convolution(arrays, g, tile),
    };
  },
  filterGradient(g, choose) {
    const choice = tileChoice("filter gradient", g);
    const tile = choose(choice);
    const splits = splitsOf(g);
    return {
      choice: choice.key,
      splits,
      lanes: lanesOf(tile),
      groups: splits * blocksOf(g, tile),
      shared: gradientMemory(tile),
      body: (arrays) => filterGradient(arrays, g, tile, splits),
    };
  },
};
