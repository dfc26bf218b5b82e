// Batches of a data set that lives on the device.
import * as kernels from "../kernel-ids.ts";
import type { Lowering, Operand } from "./lowering.ts";

export const gatherImages: Lowering<object> = ({ inputs, outputs }) => {
  const [images, placements, levels, mean] = inputs as [Operand, Operand, Operand, Operand?];
  const [y] = outputs as [Operand];
  const addresses = [images.address, placements.address, levels.address, mean?.address ?? 0, y.address];
  return { rows: [[kernels.gatherImages, ...addresses, ...y.shape]] };
};
