// Matrix product, the fully connected layer's and its gradients'.
import { emit, type Operation, type Value } from "../../graph/graph.ts";
import { f32, rank2, require } from "../shapes.ts";

export type MatmulAttributes = { readonly transposeA: boolean; readonly transposeB: boolean };

/** op(a) · op(b), where op transposes or not: [M,K] · [K,N] → [M,N]. */
export const matmul: Operation<MatmulAttributes> = {
  name: "matmul",
  outputs([a, b], { transposeA, transposeB }) {
    const [rows, inner] = oriented(rank2(a, "A matrix product's left side"), transposeA);
    const [innerB, columns] = oriented(rank2(b, "A matrix product's right side"), transposeB);
    require(inner === innerB, () => `[${rows},${inner}] · [${innerB},${columns}] is not a matrix product.`);
    return [f32(rows, columns)];
  },
  gradient({ graph, inputs, attributes: { transposeA, transposeB }, gradient: dy }) {
    const [a, b] = inputs as [Value, Value];
    const product = (left: Value, transposeLeft: boolean, right: Value, transposeRight: boolean) =>
      emit(graph, matmul, [left, right], { transposeA: transposeLeft, transposeB: transposeRight })[0]!;
    return [
      () => (transposeA ? product(b, transposeB, dy, true) : product(dy, false, b, !transposeB)),
      () => (transposeB ? product(dy, true, a, transposeA) : product(a, !transposeA, dy, false)),
    ];
  },
};

const oriented = ([rows, columns]: readonly [number, number], transposed: boolean): readonly [number, number] =>
  transposed ? [columns, rows] : [rows, columns];
