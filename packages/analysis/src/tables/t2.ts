// T2: what stands on the shortcut (He et al. 2016b, table 1).
import type { ModelOptions } from "@unravel/models";
import type { PaperTable, Published, TableRow } from "./table.ts";

const row = (
  id: string,
  cells: readonly [shortcut: string, onShortcut: string, onBranch: string],
  options: ModelOptions,
  error: Published["error"],
  note?: string,
): TableRow => ({
  id,
  cells,
  published: { error },
  network: { model: "resnet110", options, recipe: "he2016-cifar", dataset: "cifar10" },
  ...(note === undefined ? {} : { note }),
});

export const t2: PaperTable = {
  id: "T2",
  title: "Shortcuts of ResNet-110 on CIFAR-10",
  source: "He et al. 2016b, table 1",
  columns: ["shortcut", "on h", "on F"],
  divisor: 18,
  failsAbove: 20,
  rows: [
    row("identity", ["identity", "1", "1"], {}, 6.61),
    row("scaling-0-1", ["constant scaling", "0", "1"], { shortcut: "none" }, "fail", "This is the plain network."),
    row("scaling-0.5-1", ["constant scaling", "0.5", "1"], { shortcut: "scaled", scale: [0.5, 1] }, "fail"),
    row("scaling-0.5-0.5", ["constant scaling", "0.5", "0.5"], { shortcut: "scaled", scale: [0.5, 0.5] }, 12.35),
    row(
      "exclusive-gating-0",
      ["exclusive gating, bias 0 to -5", "1-g", "g"],
      { shortcut: "exclusiveGate", gateBias: 0 },
      "fail",
      "Of the published biases 0 to -5 the one trained is 0.",
    ),
    row(
      "exclusive-gating-6",
      ["exclusive gating, bias -6", "1-g", "g"],
      { shortcut: "exclusiveGate", gateBias: -6 },
      8.7,
    ),
    row(
      "exclusive-gating-7",
      ["exclusive gating, bias -7", "1-g", "g"],
      { shortcut: "exclusiveGate", gateBias: -7 },
      9.81,
    ),
    row(
      "shortcut-gating-0",
      ["shortcut-only gating, bias 0", "1-g", "1"],
      { shortcut: "shortcutGate", gateBias: 0 },
      12.86,
    ),
    row(
      "shortcut-gating-6",
      ["shortcut-only gating, bias -6", "1-g", "1"],
      { shortcut: "shortcutGate", gateBias: -6 },
      6.91,
    ),
    row("convolution", ["1x1 convolution", "1x1 conv", "1"], { shortcut: "convolution" }, 12.22),
    row("dropout", ["dropout 0.5", "dropout", "1"], { shortcut: "dropout", dropoutRate: 0.5 }, "fail"),
  ],
  notes: [],
};
