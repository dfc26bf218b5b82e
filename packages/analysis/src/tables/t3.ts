// T3: where batch norm and ReLU stand (He et al. 2016b, table 2).
import type { OrderName } from "@unravel/blocks";
import type { PaperTable, TableRow } from "./table.ts";

/** The orders, with the published errors of each network. */
const orders: readonly {
  readonly id: string;
  readonly label: string;
  readonly order: OrderName;
  readonly errors: Readonly<Record<110 | 164, number>>;
}[] = [
  { id: "original", label: "original", order: "original", errors: { 110: 6.61, 164: 5.93 } },
  { id: "bn-after-addition", label: "BN after addition", order: "bnAfterAdd", errors: { 110: 8.17, 164: 6.5 } },
  { id: "relu-before-addition", label: "ReLU before addition", order: "reluBefore", errors: { 110: 7.84, 164: 6.14 } },
  { id: "relu-only", label: "ReLU-only pre-activation", order: "reluPreact", errors: { 110: 6.71, 164: 5.91 } },
  { id: "full", label: "full pre-activation", order: "preact", errors: { 110: 6.37, 164: 5.46 } },
];

const rowsOf = (depth: 110 | 164): TableRow[] =>
  orders.map(({ id, label, order, errors }) => ({
    id: `${depth}-${id}`,
    cells: [`ResNet-${depth}`, label],
    published: { error: errors[depth] },
    network: { model: `resnet${depth}`, options: { order }, recipe: "he2016-cifar", dataset: "cifar10" },
  }));

export const t3: PaperTable = {
  id: "T3",
  title: "Activation orders on CIFAR-10",
  source: "He et al. 2016b, table 2",
  columns: ["network", "activation"],
  divisor: 18,
  failsAbove: null,
  rows: [...rowsOf(110), ...rowsOf(164)],
  notes: [],
};
