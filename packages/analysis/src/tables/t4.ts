// T4: pre-activation against the original unit, by depth and data set (He et al. 2016b, table 3).
import { type PaperTable, secondHand, type TableDataset, type TableRow } from "./table.ts";

const datasets = {
  cifar10: { label: "CIFAR-10", options: {} },
  cifar100: { label: "CIFAR-100", options: { classes: 100 } },
} as const;

/** Both units of one network. `suffix`: of the zoo's name, after "resnet" or "preresnet". */
const both = (
  dataset: keyof typeof datasets & TableDataset,
  suffix: string,
  label: string,
  [original, preactivation]: readonly [number, number],
): TableRow[] =>
  [
    { unit: "original", prefix: "resnet", error: original },
    { unit: "pre-activation", prefix: "preresnet", error: preactivation },
  ].map(({ unit, prefix, error }) => ({
    id: `${dataset}-${prefix}${suffix}`,
    cells: [datasets[dataset].label, label, unit],
    published: { error },
    network: {
      model: `${prefix}${suffix}`,
      options: datasets[dataset].options,
      recipe: "he2016-cifar",
      dataset,
    },
  }));

export const t4: PaperTable = {
  id: "T4",
  title: "Pre-activation and depth on CIFAR-10 and CIFAR-100",
  source: "He et al. 2016b, table 3",
  columns: ["data", "network", "unit"],
  divisor: 18,
  failsAbove: null,
  rows: [
    ...both("cifar10", "110-1layer", "ResNet-110, 1-layer skip", [9.9, 8.91]),
    ...both("cifar10", "110", "ResNet-110", [6.61, 6.37]),
    ...both("cifar10", "164", "ResNet-164", [5.93, 5.46]),
    ...both("cifar10", "1001", "ResNet-1001", [7.61, 4.92]),
    ...both("cifar100", "164", "ResNet-164", [25.16, 24.33]),
    ...both("cifar100", "1001", "ResNet-1001", [27.82, 22.71]),
  ],
  notes: [secondHand],
};
