// Convolutions on software adapters: no workgroup memory, large tiles for each lane.
import type { Geometry } from "../../../ops/conv2d/geometry.ts";
import { pixelsOf } from "../../../ops/conv2d/wgsl.ts";
import {
  convolutionLanes,
  directConvolution,
  directFilterGradient,
  gradientLanes,
  type LaneTile,
} from "../../../ops/conv2d/wgsl-direct.ts";
import { arrangeFilter } from "./filter.ts";
import { type ConvolutionForm, eachLane, type FilterGradientForm } from "./form.ts";
import { channelsOf } from "./lowering.ts";

/** 8 pixels x 8 channels: an eighth of the products are reads. Fewer pixels where there are few. */
const convolutionTile = (g: Geometry): LaneTile => ({ rows: pixelsOf(g) < 4096 ? 4 : 8, columns: 2 });

/** 8 filter rows x 8 channels. */
const gradientTile: LaneTile = { rows: 2, columns: 2 };

/** Lanes that keep all processors busy, whatever their number. */
const enoughLanes = 4096;

export const convolution: ConvolutionForm = {
  suits: () => true,
  stages(x, w, { geometry: g, order }) {
    const tile = convolutionTile(g);
    const { buffer, kernels } = arrangeFilter(w, order, g);
    return {
      before: kernels,
      buffers: { x: channelsOf(x), weights: buffer },
      ...eachLane(convolutionLanes(g, tile), ({ x, weights }) =>
        directConvolution({ x: x!, weights: weights! }, g, tile),
      ),
    };
  },
};

export const filterGradient: FilterGradientForm = (g) => {
  const each = gradientLanes(g, gradientTile);
  const splits = Math.max(1, Math.min(g.images * g.outHeight, Math.floor(enoughLanes / each)));
  return { splits, ...eachLane(splits * each, (arrays) => directFilterGradient(arrays, g, gradientTile, splits)) };
};
