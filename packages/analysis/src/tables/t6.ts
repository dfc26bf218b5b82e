// T6: plain and residual networks on ImageNet, ten crops (He et al. 2016a, table 3).
import type { ModelOptions } from "@unravel/models";
import type { PaperTable, TableRow, TestView } from "./table.ts";

const test: TestView = { shorterSide: 256, crop: 224, crops: "ten" };

const row = (
  id: string,
  label: string,
  model: string,
  options: ModelOptions,
  [error, top5]: readonly [number, number],
): TableRow => ({
  id,
  cells: [label],
  published: { error, top5 },
  network: { model, options, recipe: "he2015-imagenet", dataset: "imagenet", test },
});

/** The paper's bottlenecks have their stride on the first 1x1. */
const bottleneck: ModelOptions = { strideOn: "first" };

export const t6: PaperTable = {
  id: "T6",
  title: "Plain and residual networks on ImageNet, ten crops",
  source: "He et al. 2016a, table 3",
  columns: ["network"],
  divisor: 3,
  failsAbove: null,
  rows: [
    row("plain34", "plain-34", "plain34", {}, [28.54, 10.02]),
    row("resnet34-a", "ResNet-34 A (zeros)", "resnet34", { resize: "zeros" }, [25.03, 7.76]),
    row("resnet34-b", "ResNet-34 B (projections)", "resnet34", { resize: "projection" }, [24.52, 7.46]),
    row("resnet34-c", "ResNet-34 C (all projections)", "resnet34", { resize: "projectionAlways" }, [24.19, 7.4]),
    row("resnet50", "ResNet-50", "resnet50", bottleneck, [22.85, 6.71]),
    row("resnet101", "ResNet-101", "resnet101", bottleneck, [21.75, 6.05]),
    row("resnet152", "ResNet-152", "resnet152", bottleneck, [21.43, 5.71]),
  ],
  notes: [],
};
