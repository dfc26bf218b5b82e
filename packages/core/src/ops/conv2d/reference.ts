import type { Call, Elements, Kernel } from "../../devices/reference/kernel.ts";
import type { Shape } from "../../graph/graph.ts";
import type { ConvolutionAttributes } from "./conv2d.ts";

type Visit = (x: number, w: number, y: number) => void;

/** Calls `visit` with the flat indices of every (input, filter, output) triple that a convolution multiplies. */
function convolve(
  xShape: Shape,
  wShape: Shape,
  yShape: Shape,
  { stride, padding }: ConvolutionAttributes,
  visit: Visit,
) {
  const [n, h, w, inputs] = xShape as [number, number, number, number];
  const [kernelHeight, kernelWidth, , outputs] = wShape as [number, number, number, number];
  const [, outHeight, outWidth] = yShape as [number, number, number, number];
  const [top, , left] = padding;
  for (let image = 0; image < n; image++) {
    for (let row = 0; row < outHeight; row++) {
      for (let column = 0; column < outWidth; column++) {
        const y = ((image * outHeight + row) * outWidth + column) * outputs;
        for (let i = 0; i < kernelHeight; i++) {
          const inRow = row * stride + i - top;
          if (inRow < 0 || inRow >= h) continue;
          for (let j = 0; j < kernelWidth; j++) {
            const inColumn = column * stride + j - left;
            if (inColumn < 0 || inColumn >= w) continue;
            const x = ((image * h + inRow) * w + inColumn) * inputs;
            const filter = (i * kernelWidth + j) * inputs * outputs;
            for (let a = 0; a < inputs; a++) {
              for (let b = 0; b < outputs; b++) visit(x + a, filter + a * outputs + b, y + b);
            }
          }
        }
      }
    }
  }
}

const cleared = ({ outputs }: Call<ConvolutionAttributes>): Elements => outputs[0]!.fill(0);

export const conv2d: Kernel<ConvolutionAttributes> = (call) => {
  const [x, w] = call.inputs as [Elements, Elements];
  const [xType, wType] = call.inputTypes;
  const out = cleared(call);
  convolve(xType!.shape, wType!.shape, call.outputTypes[0]!.shape, call.attributes, (i, j, k) => {
    out[k]! += x[i]! * w[j]!;
  });
};

export const conv2dInputGradient: Kernel<ConvolutionAttributes> = (call) => {
  const [dy, w] = call.inputs as [Elements, Elements];
  const [dyType, wType] = call.inputTypes;
  const out = cleared(call);
  convolve(call.outputTypes[0]!.shape, wType!.shape, dyType!.shape, call.attributes, (i, j, k) => {
    out[i]! += dy[k]! * w[j]!;
  });
};

export const conv2dFilterGradient: Kernel<ConvolutionAttributes> = (call) => {
  const [x, dy] = call.inputs as [Elements, Elements];
  const [xType, dyType] = call.inputTypes;
  const out = cleared(call);
  convolve(xType!.shape, call.outputTypes[0]!.shape, dyType!.shape, call.attributes, (i, j, k) => {
    out[j]! += x[i]! * dy[k]!;
  });
};
