// Winograd's convolution on software adapters, for 3x3 filters at stride 1.
import type { Geometry } from "../../../ops/conv2d/geometry.ts";
import { vectors } from "../../../ops/conv2d/wgsl.ts";
import type { LaneTile } from "../../../ops/conv2d/wgsl-direct.ts";
import * as text from "../../../ops/conv2d/wgsl-winograd.ts";
import { kernel } from "../kernel.ts";
import { type ConvolutionForm, eachLane } from "./form.ts";
import { as, channelsOf, createWorkspace } from "./lowering.ts";

/** 8 tiles x 16 channels, or what there is: a fifth as many reads as products. */
const laneTile = (g: Geometry): LaneTile => ({
  rows: Math.min(8, text.tilesOf(g).count),
  columns: Math.min(4, vectors(g.outputs)),
});

/** Fewer tiles do not make up for the transform of the filter. */
const fewestTiles = 4;

/** The most that a layer's transforms may take: 128 MiB, which the layers share. */
const mostFloats = 2 ** 25;

/** How many floats the transforms of the filter, the image and the result have. */
const floatsOf = (g: Geometry): number =>
  text.points * (g.inputs * g.outputs + text.tilesOf(g).count * (g.inputs + g.outputs));

export const convolution: ConvolutionForm = {
  suits: (g) =>
    g.kernelHeight === 3 &&
    g.kernelWidth === 3 &&
    g.stride === 1 &&
    g.inputs % 4 === 0 &&
    g.outputs % 4 === 0 &&
    text.tilesOf(g).count >= fewestTiles &&
    floatsOf(g) <= mostFloats,
  stages(x, w, { geometry: g, order }) {
    const tile = laneTile(g);
    const workspace = createWorkspace();
    const filters = workspace("vec4f", text.points * g.inputs * vectors(g.outputs));
    const tiles = workspace("vec4f", text.points * text.inputLanes(g));
    const products = workspace("vec4f", text.points * text.outputLanes(g));
    return {
      before: [
        kernel({
          name: "transform filter",
          buffers: { w: as("f32", w), filters },
          ...eachLane(text.filterLanes(g), (arrays) => text.transformFilter(arrays, g, order)),
        }),
        kernel({
          name: "transform input",
          buffers: { x: channelsOf(x), tiles },
          ...eachLane(text.inputLanes(g), (arrays) => text.transformInput(arrays, g)),
        }),
        kernel({
          name: "multiply tiles",
          buffers: { tiles, filters, products },
          ...eachLane(text.productLanes(g, tile), (arrays) => text.multiplyTiles(arrays, g, tile)),
        }),
      ],
      buffers: { products },
      ...eachLane(text.outputLanes(g), ({ products }) => text.transformOutput({ products: products! }, g)),
    };
  },
};
