import type { Arrays } from "../../devices/webgpu/kernel.ts";
import { pixelOf } from "../../devices/webgpu/windows.ts";

/** Sizes of both sides; channels by ones. */
export type PadSizes = {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly outHeight: number;
  readonly outWidth: number;
  readonly outChannels: number;
  readonly stride: number;
  readonly before: number;
};

/** Sets `value` to element i of y. */
export function padChannels({ x }: Arrays<"x">, sizes: PadSizes): string {
  const { height, width, channels, outHeight, outWidth, outChannels, stride, before } = sizes;
  return `
${pixelOf("y", outHeight, outWidth, outChannels)}
let channel = column - ${before}u;
if (channel < ${channels}u) {
  value = ${x.at(`((image * ${height}u + u32(yRow) * ${stride}u) * ${width}u + u32(yColumn) * ${stride}u) * ${channels}u + channel`)};
}`;
}

/** Sets `value` to element i of dx. */
export function padChannelsGradient({ dy }: Arrays<"dy">, sizes: PadSizes): string {
  const { height, width, channels, outHeight, outWidth, outChannels, stride, before } = sizes;
  return `
${pixelOf("x", height, width, channels)}
if (xRow % ${stride} == 0 && xColumn % ${stride} == 0) {
  value = ${dy.at(`((image * ${outHeight}u + u32(xRow / ${stride})) * ${outWidth}u + u32(xColumn / ${stride})) * ${outChannels}u + column + ${before}u`)};
}`;
}
