// T3: where batch norm and ReLU stand (He et al. 2016b, table 2).
import type { OrderName } from "@unravel/blocks";
import type { PaperTable, TableRow } from "./table.ts";

/** The orders with their errors of ResNet-110 and ResNet-164. */
const orders: readonly (readonly [id: string, label: string, OrderName, basic: number, bottleneck: number])[] = [
  ["original", "original", "original", 6.61, 5.93],
  ["bn-after-addition", "BN after addition", "bnAfterAdd", 8.17, 6.5],
  ["relu-before-addition", "ReLU before addition", "reluBefore", 7.84, 6.14],
  ["relu-only", "ReLU-only pre-activation", "reluPreact", 6.71, 5.91],
  ["full", "full pre-activation", "preact", 6.37, 5.46],
];

const networks = [
  { depth: 110, pick: ([, , , basic]: (typeof orders)[number]) => basic },
  { depth: 164, pick: ([, , , , bottleneck]: (typeof orders)[number]) => bottleneck },
];

export const t3: PaperTable = {
  id: "T3",
  title: "Activation orders on CIFAR-10",
  source: "He et al. 2016b, table 2",
  columns: ["network", "activation"],
  divisor: 18,
  rows: networks.flatMap(({ depth, pick }) =>
    orders.map((order): TableRow => {
      const [id, label, name] = order;
      return {
        id: `${depth}-${id}`,
        cells: [`ResNet-${depth}`, label],
        published: { error: pick(order) },
        network: { model: `resnet${depth}`, options: { order: name }, recipe: "he2016-cifar", dataset: "cifar10" },
      };
    }),
  ),
  notes: [],
};
