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
import type { Form } from "./form.ts";

const lanes = 64;

/** 8 pixels x 8 channels: an eighth of the products are reads. Fewer pixels where there are few. */
const convolutionTile = (g: Geometry): LaneTile => ({ rows: pixelsOf(g) < 4096 ? 4 : 8, columns: 2 });

/** 8 filter rows x 8 channels. */
const gradientTile: LaneTile = { rows: 2, columns: 2 };

/** Lanes that keep all processors busy, whatever their number. */
const enoughLanes = 4096;

const guarded = (count: number, text: string): string => `
let i = group * ${lanes}u + lane;
if (i >= ${count}u) { return; }
${text}`;

export const direct: Form = {
  convolution(g) {
    const tile = convolutionTile(g);
    const count = convolutionLanes(g, tile);
    return {
      lanes,
      groups: Math.ceil(count / lanes),
      shared: {},
      body: (arrays) => guarded(count, directConvolution(arrays, g, tile)),
    };
  },
  filterGradient(g) {
    const each = gradientLanes(g, gradientTile);
    const splits = Math.max(1, Math.min(g.images * g.outHeight, Math.floor(enoughLanes / each)));
    return {
      splits,
      lanes,
      groups: Math.ceil((splits * each) / lanes),
      shared: {},
      body: (arrays) => guarded(splits * each, directFilterGradient(arrays, g, gradientTile, splits)),
    };
  },
};
