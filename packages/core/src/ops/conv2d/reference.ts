import type { Call, Elements, Kernel } from "../../devices/reference/kernel.ts";
import type { Shape, ValueType } from "../../graph/graph.ts";
import type { ConvolutionAttributes } from "./conv2d.ts";

type Geometry = {
  readonly x: Shape;
  readonly w: Shape;
  readonly y: Shape;
  readonly attributes: ConvolutionAttributes;
};

/** Where a filter's tap meets a pixel: flat indices of the first channel in x, of the tap in w, of the first channel in y. */
type Visit = (x: number, w: number, y: number) => void;

/** Calls `visit` for every output pixel and every tap of the filter that falls into the image. */
function eachTap({ x, w, y, attributes: { stride, padding } }: Geometry, visit: Visit): void {
  const [n, height, width, inputs] = x as [number, number, number, number];
  const [kernelHeight, kernelWidth, , outputs] = w as [number, number, number, number];
  const [, outHeight, outWidth] = y as [number, number, number, number];
  const [top, , left] = padding;
  for (let image = 0; image < n; image++) {
    for (let row = 0; row < outHeight; row++) {
      for (let column = 0; column < outWidth; column++) {
        const out = ((image * outHeight + row) * outWidth + column) * outputs;
        for (let i = 0; i < kernelHeight; i++) {
          const inRow = row * stride + i - top;
          if (inRow < 0 || inRow >= height) continue;
          for (let j = 0; j < kernelWidth; j++) {
            const inColumn = column * stride + j - left;
            if (inColumn < 0 || inColumn >= width) continue;
            const pixel = ((image * height + inRow) * width + inColumn) * inputs;
            visit(pixel, (i * kernelWidth + j) * inputs * outputs, out);
          }
        }
      }
    }
  }
}

const geometryOf = (call: Call<ConvolutionAttributes>, x: ValueType, w: ValueType, y: ValueType): Geometry => ({
  x: x.shape,
  w: w.shape,
  y: y.shape,
  attributes: call.attributes,
});

// The three kernels spell out their loops over channels: a shared callback for each product is three times slower.

export const conv2d: Kernel<ConvolutionAttributes> = (call) => {
  const [x, w] = call.inputs as [Elements, Elements];
  const y = call.outputs[0]!.fill(0);
  const geometry = geometryOf(call, call.inputTypes[0]!, call.inputTypes[1]!, call.outputTypes[0]!);
  const [, , ins, outs] = geometry.w as [number, number, number, number];
  eachTap(geometry, (pixel, tap, out) => {
    for (let a = 0; a < ins; a++) {
      for (let b = 0; b < outs; b++) y[out + b]! += x[pixel + a]! * w[tap + a * outs + b]!;
    }
  });
};

export const conv2dInputGradient: Kernel<ConvolutionAttributes> = (call) => {
  const [dy, w] = call.inputs as [Elements, Elements];
  const dx = call.outputs[0]!.fill(0);
  const geometry = geometryOf(call, call.outputTypes[0]!, call.inputTypes[1]!, call.inputTypes[0]!);
  const [, , ins, outs] = geometry.w as [number, number, number, number];
  eachTap(geometry, (pixel, tap, out) => {
    for (let a = 0; a < ins; a++) {
      let total = 0;
      for (let b = 0; b < outs; b++) total += dy[out + b]! * w[tap + a * outs + b]!;
      dx[pixel + a]! += total;
    }
  });
};

export const conv2dFilterGradient: Kernel<ConvolutionAttributes> = (call) => {
  const [x, dy] = call.inputs as [Elements, Elements];
  const dw = call.outputs[0]!.fill(0);
  const geometry = geometryOf(call, call.inputTypes[0]!, call.outputTypes[0]!, call.inputTypes[1]!);
  const [, , ins, outs] = geometry.w as [number, number, number, number];
  eachTap(geometry, (pixel, tap, out) => {
    for (let a = 0; a < ins; a++) {
      for (let b = 0; b < outs; b++) dw[tap + a * outs + b]! += x[pixel + a]! * dy[out + b]!;
    }
  });
};
