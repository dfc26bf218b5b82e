// A convolution and its gradients as plain sizes and steps, which the kernels of all devices take.
import type { Shape } from "../../graph/graph.ts";
import type { ConvolutionAttributes } from "./conv2d.ts";

/** Sizes of a convolution from [images,height,width,inputs] to [images,outHeight,outWidth,outputs]; top and left are its padding. */
export type Geometry = {
  readonly images: number;
  readonly height: number;
  readonly width: number;
  readonly inputs: number;
  readonly outHeight: number;
  readonly outWidth: number;
  readonly outputs: number;
  readonly kernelHeight: number;
  readonly kernelWidth: number;
  readonly stride: number;
  readonly top: number;
  readonly left: number;
};

/** How to read a filter: the element of its first tap, and the elements from one kernel row, kernel column, input and output to the next. */
export type FilterOrder = {
  readonly first: number;
  readonly rowStep: number;
  readonly columnStep: number;
  readonly inputStep: number;
  readonly outputStep: number;
};

/** Where the output pixels lie in an image of height x width: every `step`-th one from (row, column) on. */
export type Destination = {
  readonly height: number;
  readonly width: number;
  readonly row: number;
  readonly column: number;
  readonly step: number;
};

/** A convolution that writes some pixels of a result. */
export type Convolution = {
  readonly geometry: Geometry;
  readonly order: FilterOrder;
  readonly destination: Destination;
};

type Shape4 = readonly [number, number, number, number];

const imageOf = (shape: Shape) => {
  const [images, height, width, inputs] = shape as Shape4;
  return { images, height, width, inputs };
};

/** What convolves x [N,H,W,I] with w [Kh,Kw,I,O] to y [N,Ho,Wo,O]; of the filter's gradient, what it is the gradient of. */
export function geometryOf(x: Shape, w: Shape, y: Shape, { stride, padding }: ConvolutionAttributes): Geometry {
  const [kernelHeight, kernelWidth] = w as Shape4;
  const [, outHeight, outWidth, outputs] = y as Shape4;
  const [top, , left] = padding;
  return { ...imageOf(x), outHeight, outWidth, outputs, kernelHeight, kernelWidth, stride, top, left };
}

/** The convolution of x [N,H,W,I] with w [Kh,Kw,I,O] to y [N,Ho,Wo,O]. */
export function convolutionOf(x: Shape, w: Shape, y: Shape, attributes: ConvolutionAttributes): Convolution {
  const [, kernelWidth, i, o] = w as Shape4;
  const [, height, width] = y as Shape4;
  return {
    geometry: geometryOf(x, w, y, attributes),
    order: { first: 0, rowStep: kernelWidth * i * o, columnStep: i * o, inputStep: o, outputStep: 1 },
    destination: { height, width, row: 0, column: 0, step: 1 },
  };
}

/**
 * dx [N,H,W,I] from dy [N,Ho,Wo,O] and w [Kh,Kw,I,O] at stride s is s² convolutions of dy at stride 1: the pixels of dx with the same place
 * in a cell of s x s pixels meet the same taps, every s-th one, turned around. Some may meet none (1x1 at stride 2): they are zeros.
 */
export function inputGradientOf(
  dy: Shape,
  w: Shape,
  dx: Shape,
  { stride, padding }: ConvolutionAttributes,
): readonly Convolution[] {
  const [kernelHeight, kernelWidth, i, o] = w as Shape4;
  const [, height, width] = dx as Shape4;
  const tap = i * o;
  const columns = phasesOf(width, kernelWidth, stride, padding[2]);
  return phasesOf(height, kernelHeight, stride, padding[0]).flatMap((row) =>
    columns.map((column) => ({
      geometry: {
        ...imageOf(dy),
        outHeight: row.length,
        outWidth: column.length,
        outputs: i,
        kernelHeight: row.taps,
        kernelWidth: column.taps,
        stride: 1,
        top: row.padding,
        left: column.padding,
      },
      order: {
        first: (row.lastTap * kernelWidth + column.lastTap) * tap,
        rowStep: -stride * kernelWidth * tap,
        columnStep: -stride * tap,
        inputStep: 1,
        outputStep: o,
      },
      destination: { height, width, row: row.start, column: column.start, step: stride },
    })),
  );
}

/** The phases of one dimension of dx: which of its pixels, which taps they meet, and the padding of dy that puts them there. */
function phasesOf(length: number, kernelLength: number, stride: number, padding: number) {
  return Array.from({ length: Math.min(stride, length) }, (_, start) => {
    const firstTap = (start + padding) % stride;
    const taps = Math.max(0, Math.ceil((kernelLength - firstTap) / stride));
    return {
      start,
      length: Math.ceil((length - start) / stride),
      taps,
      lastTap: firstTap + stride * (taps - 1),
      padding: taps - 1 - (start + padding - firstTap) / stride,
    };
  });
}
