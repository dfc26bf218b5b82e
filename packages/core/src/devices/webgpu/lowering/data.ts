// Batches of a data set that lives on the device.
import { gatherImages as gatherText } from "../../../ops/gather-images/wgsl.ts";
import { as, type Lowering, type Operand } from "./lowering.ts";
import { pointwise } from "./pointwise.ts";

export const gatherImages: Lowering<object> = ({ inputs, outputs }) => {
  const [images, placements, levels, mean] = inputs as [Operand, Operand, Operand, Operand?];
  const [y] = outputs as [Operand];
  const [, height, width, channels] = y.shape as [number, number, number, number];
  return [
    pointwise<string>({
      name: "gatherImages",
      result: y,
      width: 1,
      buffers: {
        images: as("u32", images),
        placements: as("i32", placements),
        levels: as("f32", levels),
        ...(mean ? { mean: as("f32", mean) } : {}),
      },
      value: (arrays) => gatherText(arrays as Parameters<typeof gatherText>[0], { height, width, channels }),
    }),
  ];
};
