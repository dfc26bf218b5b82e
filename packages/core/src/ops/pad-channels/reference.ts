import type { Kernel } from "../../devices/reference/kernel.ts";
import type { Shape } from "../../graph/graph.ts";
import type { PadChannelsAttributes } from "./pad-channels.ts";

/** Calls `visit` with the flat indices of each input element that is kept and of its place in the output. */
function eachKept(
  xShape: Shape,
  yShape: Shape,
  { stride, before }: PadChannelsAttributes,
  visit: (x: number, y: number) => void,
) {
  const [n, h, w, c] = xShape as [number, number, number, number];
  const [, outHeight, outWidth, outChannels] = yShape as [number, number, number, number];
  for (let image = 0; image < n; image++) {
    for (let row = 0; row < outHeight; row++) {
      for (let column = 0; column < outWidth; column++) {
        const x = ((image * h + row * stride) * w + column * stride) * c;
        const y = ((image * outHeight + row) * outWidth + column) * outChannels + before;
        for (let channel = 0; channel < c; channel++) visit(x + channel, y + channel);
      }
    }
  }
}

export const padChannels: Kernel<PadChannelsAttributes> = ({
  inputs,
  outputs,
  inputTypes,
  outputTypes,
  attributes,
}) => {
  const out = outputs[0]!.fill(0);
  eachKept(inputTypes[0]!.shape, outputTypes[0]!.shape, attributes, (x, y) => {
    out[y] = inputs[0]![x]!;
  });
};

export const padChannelsGradient: Kernel<PadChannelsAttributes> = (call) => {
  const { inputs, outputs, inputTypes, outputTypes, attributes } = call;
  const out = outputs[0]!.fill(0);
  eachKept(outputTypes[0]!.shape, inputTypes[0]!.shape, attributes, (x, y) => {
    out[x] = inputs[0]![y]!;
  });
};
