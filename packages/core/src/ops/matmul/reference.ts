import type { Elements, Kernel } from "../../devices/reference/kernel.ts";
import type { MatmulAttributes } from "./matmul.ts";

export const matmul: Kernel<MatmulAttributes> = ({ inputs, outputs, inputTypes, outputTypes, attributes }) => {
  const [a, b] = inputs as [Elements, Elements];
  const [rows, columns] = outputTypes[0]!.shape as [number, number];
  const inner = inputTypes[0]!.shape[attributes.transposeA ? 0 : 1]!;
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      let total = 0;
      for (let k = 0; k < inner; k++) {
        total +=
          a[attributes.transposeA ? k * rows + i : i * inner + k]! *
          b[attributes.transposeB ? j * inner + k : k * columns + j]!;
      }
      outputs[0]![i * columns + j] = total;
    }
  }
};
