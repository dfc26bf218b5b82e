// The head of a network: matrix products and cross-entropy.
import { type CaseTable, constant, integers, mapped, normal, type Operand, tied } from "../case.ts";

type Batch = {
  readonly title: string;
  readonly logits: Operand;
  readonly labels: readonly number[];
  readonly valid?: number;
  readonly smoothing?: number;
  readonly kink?: string;
};

const cycle = (length: number, classes: number): readonly number[] =>
  Array.from({ length }, (_, row) => (row * 7) % classes);

const batches: readonly Batch[] = [
  { title: "10 classes", logits: normal([8, 10]), labels: cycle(8, 10) },
  { title: "1000 classes", logits: normal([3, 1000]), labels: [0, 999, 512] },
  { title: "two classes, batch 1", logits: normal([1, 2]), labels: [1] },
  { title: "smoothing", logits: normal([6, 10]), labels: cycle(6, 10), smoothing: 0.1 },
  { title: "one row valid", logits: normal([4, 10]), labels: cycle(4, 10), valid: 1 },
  { title: "ties: the first of equals counts", logits: tied([12, 5]), labels: cycle(12, 5) },
  { title: "all logits equal", logits: constant([4, 3], 0.25), labels: [0, 1, 2, 0] },
  {
    title: "logits whose exponentials overflow",
    logits: mapped(normal([4, 10]), (x) => 1000 * x),
    labels: cycle(4, 10),
    kink: "flat in float64",
  },
  {
    title: "NaN in the rows that are not valid",
    logits: mapped(normal([5, 10]), (x, index) => (index >= 30 ? Number.NaN : x)),
    labels: cycle(5, 10),
    valid: 3,
    kink: "NaN",
  },
];

const operands = ({ logits, labels, valid = labels.length }: Batch) => [logits, integers(...labels), integers(valid)];

const product = (title: string, a: Operand, b: Operand, transposeA: boolean, transposeB: boolean) => ({
  title,
  inputs: [a, b],
  attributes: { transposeA, transposeB },
});

/** Cases of the matrix product and of the loss. */
export const classification: Pick<CaseTable, "matmul" | "crossEntropy" | "crossEntropyGradient"> = {
  matmul: [
    product("[4,64]·[64,10]", normal([4, 64]), normal([64, 10], 1), false, false),
    product("second transposed", normal([4, 64]), normal([10, 64], 1), false, true),
    product("first transposed", normal([5, 3]), normal([5, 7], 1), true, false),
    product("both transposed", normal([5, 3]), normal([7, 5], 1), true, true),
    product("one row and column", normal([1, 9]), normal([9, 1], 1), false, false),
    product("one term", normal([6, 1]), normal([1, 4], 1), false, false),
  ],
  crossEntropy: batches.map((batch) => ({
    title: batch.title,
    inputs: operands(batch),
    attributes: { smoothing: batch.smoothing ?? 0 },
    ...(batch.kink === undefined ? {} : { kink: batch.kink }),
  })),
  crossEntropyGradient: batches.map((batch) => ({
    title: batch.title,
    inputs: [constant([1], 0.5), ...operands(batch)],
    attributes: { smoothing: batch.smoothing ?? 0 },
  })),
};
