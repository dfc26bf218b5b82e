// T7: many paths with equally many parameters (Multi-Residual Networks with ReLU Dropping, 2023, table 1).
import type { RecipeName } from "@unravel/train";
import { type PaperTable, type Published, secondHand, type TableRow } from "./table.ts";

const row = (
  model: string,
  cells: readonly [model: string, depth: string, branches: string],
  published: Published,
  recipe: RecipeName = "rdm-cifar",
): TableRow => ({
  id: model,
  cells,
  published,
  network: { model, options: {}, recipe, dataset: "cifar10" },
});

export const t7: PaperTable = {
  id: "T7",
  title: "Depth against branches on CIFAR-10, about 1.7 million parameters each",
  source: "Multi-Residual Networks with ReLU Dropping 2023, table 1",
  columns: ["network", "depth", "r"],
  divisor: 3,
  failsAbove: null,
  rows: [
    row("preresnet110", ["Pre-ResNet", "110", "1"], { error: 6.37 }),
    row("preresnet164", ["Pre-ResNet", "164", "1"], { error: 5.46 }),
    row("multiresnet8", ["Multi-ResNet", "8", "23"], { error: 7.37 }),
    row("multiresnet14", ["Multi-ResNet", "14", "10"], { error: 6.42 }),
    row("multiresnet30", ["Multi-ResNet", "30", "4"], { error: 5.89 }),
    row("sdresnet110", ["stochastic depth", "110", "1"], { error: 5.25 }, "sd-cifar"),
    row("rdmresnet56", ["RDM-ResNet", "56", "2"], { error: 5.98, mean: 5.98, deviation: 0.2 }),
    row("rdmresnet83", ["RDM-ResNet", "83", "2"], { error: 5.41, mean: 5.34, deviation: 0.12 }),
  ],
  notes: [secondHand, "The published errors of the RDM-ResNets are medians of 5 runs (mean ± standard deviation)."],
};
