// Convolution of NHWC images with HWIO filters, and its two gradients.
import { emit, type Operation, type Value } from "../../graph/graph.ts";
import { f32, type Padding, rank4, require, windows } from "../shapes.ts";

/** The filter's gradient also needs the filter's height and width, the input's gradient the input's. */
export type ConvolutionAttributes = { readonly stride: number; readonly padding: Padding };
export type ConvolutionGradientAttributes = ConvolutionAttributes & {
  readonly size: readonly [height: number, width: number];
};

/** x [N,H,W,I], w [Kh,Kw,I,O] → [N,Ho,Wo,O]. */
export const conv2d: Operation<ConvolutionAttributes> = {
  name: "conv2d",
  outputs([x, w], { stride, padding: [top, bottom, left, right] }) {
    const [n, h, width, inputs] = rank4(x, "A convolution's input");
    const [kh, kw, i, o] = rank4(w, "A convolution's filter");
    require(i === inputs, () => `A filter for ${i} channels cannot be applied to ${inputs}.`);
    return [f32(n, windows(h, kh, stride, top, bottom), windows(width, kw, stride, left, right), o)];
  },
  gradient({ graph, inputs, attributes, gradient: dy }) {
    const [x, w] = inputs as [Value, Value];
    const [, height, width] = x.shape as [number, number, number];
    const [kernelHeight, kernelWidth] = w.shape as [number, number];
    return [
      () => emit(graph, conv2dInputGradient, [dy, w], { ...attributes, size: [height, width] })[0]!,
      () => emit(graph, conv2dFilterGradient, [x, dy], { ...attributes, size: [kernelHeight, kernelWidth] })[0]!,
    ];
  },
};

/** dy [N,Ho,Wo,O], w [Kh,Kw,I,O] → dx [N,H,W,I]. */
export const conv2dInputGradient: Operation<ConvolutionGradientAttributes> = {
  name: "conv2dInputGradient",
  outputs([dy, w], { size: [h, width] }) {
    const [n] = rank4(dy, "A convolution's output gradient");
    return [f32(n, h, width, rank4(w, "A convolution's filter")[2])];
  },
};

/** x [N,H,W,I], dy [N,Ho,Wo,O] → dw [Kh,Kw,I,O]. */
export const conv2dFilterGradient: Operation<ConvolutionGradientAttributes> = {
  name: "conv2dFilterGradient",
  outputs([x, dy], { size: [kh, kw] }) {
    return [f32(kh, kw, rank4(x, "A convolution's input")[3], rank4(dy, "A convolution's output gradient")[3])];
  },
  ofParameters: true,
};
