// T1: depth on CIFAR-10 (He et al. 2016a, table 6 and figure 6).
import type { RecipeName } from "@unravel/train";
import type { PaperTable, Published, TableRow } from "./table.ts";

/** The recipe of deep networks, which do not start at the full rate. */
const deep: RecipeName = "he2015-cifar-110";

const residual = (depth: number, published: Published, recipe: RecipeName = "he2015-cifar"): TableRow => ({
  id: `resnet${depth}`,
  cells: ["residual", String(depth)],
  published,
  network: { model: `resnet${depth}`, options: {}, recipe, dataset: "cifar10" },
});

const plain = (depth: number): TableRow => ({
  id: `plain${depth}`,
  cells: ["plain", String(depth)],
  published: null,
  network: { model: `plain${depth}`, options: {}, recipe: "he2015-cifar", dataset: "cifar10" },
});

export const t1: PaperTable = {
  id: "T1",
  title: "Depth with and without shortcuts on CIFAR-10",
  source: "He et al. 2016a, table 6",
  columns: ["network", "layers"],
  divisor: 3,
  failsAbove: null,
  rows: [
    residual(20, { error: 8.75 }),
    residual(32, { error: 7.51 }),
    residual(44, { error: 7.17 }),
    residual(56, { error: 6.97 }),
    residual(110, { error: 6.43, mean: 6.61, deviation: 0.16 }, deep),
    residual(1202, { error: 7.93 }, deep),
    ...[20, 32, 44, 56].map(plain),
  ],
  notes: [
    "Of ResNet-110 the paper gives the best of 5 runs, and their mean with its standard deviation.",
    "For plain networks the paper has a figure without numbers: their error grows with depth.",
  ],
};
