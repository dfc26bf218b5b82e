// Direct convolution: any kernel, stride and padding.
import type { Geometry } from "../../../ops/conv2d/geometry.ts";
import * as kernels from "../kernel-ids.ts";
import { type Filter, type Finishing, filterChunks, outputGroups, prepareFilter } from "./forms.ts";
import { createLayout, type Lowered, type Prepare, roundUp } from "./lowering.ts";

/** Pixels of a block: enough for the filter to be read seldom, few enough for the first caches. */
const pixelsOfBlock = 96;

const blockRowsOf = ({ outHeight, outWidth }: Geometry): number =>
  Math.max(1, Math.min(outHeight, Math.round(pixelsOfBlock / outWidth)));

/** y = x * w; see `Filter` for how w is read. */
export function directConvolution(
  x: number,
  y: number,
  filter: Filter,
  g: Geometry & { readonly imageStep: number; readonly rowStep: number; readonly pixelStep: number },
  finishing: Finishing,
  prepare: Prepare,
): Lowered {
  const { images, height, width, inputs, outHeight, outWidth, outputs, kernelHeight, kernelWidth, stride, top, left } =
    g;
  const [evenInputs, evenOutputs] = [roundUp(inputs, 4), roundUp(outputs, 8)];
  const rows = blockRowsOf(g);
  const reach = (outWidth - 1) * stride + kernelWidth;
  const fits = top === 0 && left === 0 && reach <= width && (outHeight - 1) * stride + kernelHeight <= height;
  const inPlace = fits && inputs === evenInputs;
  const columns = inPlace ? width : reach;
  // Of an image that is read in place, the last tile of 6 pixels may read as much behind it: memory that is there.
  const stripRows = inPlace ? 6 * stride : (rows - 1) * stride + kernelHeight;
  const layout = createLayout();
  const strip = layout.take(4 * stripRows * columns * evenInputs);
  const offsets = layout.take(4 * (rows * outWidth + 5));
  const products = layout.take(4 * (rows * outWidth + 5) * evenOutputs);
  const bytes = 4 * kernelHeight * kernelWidth * evenInputs * evenOutputs;
  const { filters, factors, biases, rows: folding } = prepareFilter(prepare, bytes, filter, finishing, outputs);
  const groups = outputGroups(images * Math.ceil(outHeight / rows), outputs);
  return {
    preparation: [
      ...folding,
      [
        ...[kernels.packFilters, filter.address, kernelHeight, kernelWidth, inputs, evenInputs, outputs],
        ...[filter.rowStep, filter.columnStep, filter.inputStep, filter.outputStep, filters, factors],
      ],
    ],
    rows: [
      [
        ...[kernels.convolve, x, y, images, height, width, inputs, evenInputs, outHeight, outWidth, outputs],
        ...[stride, top, left, kernelHeight, kernelWidth, rows, columns, g.imageStep, g.rowStep, g.pixelStep],
        ...[inPlace ? -1 : strip, offsets, products, filters, groups, biases, finishing.addend, finishing.floor],
      ],
    ],
    scratch: layout.bytes(),
  };
}

/** dw from x and dy. */
export function directFilterGradient(x: number, dy: number, dw: number, g: Geometry): Lowered {
  const { images, height, width, inputs, outHeight, outWidth, outputs, kernelHeight, kernelWidth, stride, top, left } =
    g;
  const [evenInputs, evenOutputs, evenWidth] = [roundUp(inputs, 4), roundUp(outputs, 8), roundUp(outWidth, 2)];
  const taps = kernelHeight * kernelWidth;
  const sums = 4 * taps * evenInputs * evenOutputs;
  const chunks = filterChunks(images * outHeight, sums);
  const rows = blockRowsOf(g);
  const columns = (evenWidth - 1) * stride + kernelWidth;
  const layout = createLayout();
  const strip = layout.take(4 * ((rows - 1) * stride + kernelHeight) * columns * evenInputs);
  const block = layout.take(4 * rows * evenWidth * evenOutputs);
  return {
    rows: [
      [
        ...[kernels.accumulateFilterGradient, x, dy, images, height, width, inputs, evenInputs],
        ...[outHeight, outWidth, outputs, stride, top, left, kernelHeight, kernelWidth, rows, columns, chunks],
        ...[strip, block],
      ],
      [kernels.reduceFilterGradient, dw, taps, inputs, evenInputs, outputs, chunks],
    ],
    workspace: chunks * sums,
    scratch: layout.bytes(),
  };
}
