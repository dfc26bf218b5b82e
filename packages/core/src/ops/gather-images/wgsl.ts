import type { Arrays, ArrayText } from "../../devices/webgpu/kernel.ts";
import { pixelOf } from "../../devices/webgpu/windows.ts";

type Sizes = { readonly height: number; readonly width: number; readonly channels: number };

/** Sets `value` to element i of the batch. `images` holds four bytes a word; `mean` may be missing. */
export function gatherImages(
  { images, placements, levels, mean }: Arrays<"images" | "placements" | "levels"> & { readonly mean?: ArrayText },
  { height, width, channels }: Sizes,
): string {
  return `
${pixelOf("y", height, width, channels)}
let index = ${placements.at("4u * image")};
let row = yRow + ${placements.at("4u * image + 1u")};
let turned = select(yColumn, ${width - 1} - yColumn, ${placements.at("4u * image + 3u")} != 0);
let source = turned + ${placements.at("4u * image + 2u")};
if (index >= 0 && row >= 0 && row < ${height} && source >= 0 && source < ${width}) {
  let inside = (u32(row) * ${width}u + u32(source)) * ${channels}u + column;
  let at = u32(index) * ${height * width * channels}u + inside;
  let byte = (${images.at("at / 4u")} >> (8u * (at % 4u))) & 255u;
  value = ${levels.at("column * 256u + byte")}${mean ? ` - ${mean.at("inside")}` : ""};
}`;
}
