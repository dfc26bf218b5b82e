// Winograd's convolution on software adapters, for 3x3 filters at stride 1.
import type { Geometry } from "../../../ops/conv2d/geometry.ts";
import { vectors } from "../../../ops/conv2d/wgsl.ts";
import type { LaneTile } from "../../../ops/conv2d/wgsl-direct.ts";
import * as text from "../../../ops/conv2d/wgsl-winograd.ts";
import { winograd2, winograd4 } from "../../../ops/conv2d/winograd-matrices.ts";
import { kernel } from "../kernel.ts";
import { type ConvolutionForm, eachLane } from "./form.ts";
import { as, channelsOf, createWorkspace } from "./lowering.ts";

type Trial = { on: boolean; tile: number; rows: number; columns: number };
const trial = (): Trial | undefined => (globalThis as { trial?: Trial }).trial;
const variant = () => (trial()!.tile === 4 ? winograd4 : winograd2);
const laneTile = (_: Geometry): LaneTile => ({ rows: trial()!.rows, columns: trial()!.columns });

export const convolution: ConvolutionForm = {
  suits: (g) =>
    (trial()?.on ?? false) &&
    g.kernelHeight === 3 &&
    g.kernelWidth === 3 &&
    g.stride === 1 &&
    g.inputs % 4 === 0 &&
    g.outputs % 4 === 0,
  stages(x, w, { geometry: g, order }) {
    const winograd = variant();
    const tile = laneTile(g);
    const points = text.pointsOf(winograd);
    const workspace = createWorkspace();
    const filters = workspace("vec4f", points * g.inputs * vectors(g.outputs));
    const tiles = workspace("vec4f", points * text.inputLanes(g, winograd));
    const products = workspace("vec4f", points * text.outputLanes(g, winograd));
    return {
      before: [
        kernel({
          name: "transform filter",
          buffers: { w: as("f32", w), filters },
          ...eachLane(text.filterLanes(g), (arrays) => text.transformFilter(arrays, g, order, winograd)),
        }),
        kernel({
          name: "transform input",
          buffers: { x: channelsOf(x), tiles },
          ...eachLane(text.inputLanes(g, winograd), (arrays) => text.transformInput(arrays, g, winograd)),
        }),
        kernel({
          name: "multiply tiles",
          buffers: { tiles, filters, products },
          ...eachLane(text.productLanes(g, winograd, tile), (arrays) => text.multiplyTiles(arrays, g, winograd, tile)),
        }),
      ],
      buffers: { products },
      ...eachLane(text.outputLanes(g, winograd), ({ products }) =>
        text.transformOutput({ products: products! }, g, winograd),
      ),
    };
  },
};
