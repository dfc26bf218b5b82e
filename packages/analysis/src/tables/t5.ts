// T5: original and pre-activation networks on ImageNet, one crop (He et al. 2016b, table 5).
import { type PaperTable, type Published, secondHand, type TableRow, type TestView } from "./table.ts";

const crop224: TestView = { shorterSide: 256, crop: 224, crops: "middle" };
const crop320: TestView = { shorterSide: 320, crop: 320, crops: "middle" };

const row = (id: string, label: string, model: string, test: TestView, published: Published): TableRow => ({
  id,
  cells: [label, "scale", "224", String(test.crop)],
  published,
  network: { model, options: { strideOn: "first" }, recipe: "he2016-imagenet", dataset: "imagenet", test },
});

export const t5: PaperTable = {
  id: "T5",
  title: "Pre-activation on ImageNet, one crop",
  source: "He et al. 2016b, table 5",
  columns: ["network", "augmentation", "train", "test"],
  divisor: 3,
  failsAbove: null,
  rows: [
    row("resnet152-224", "ResNet-152, original", "resnet152", crop224, { error: 23, top5: 6.7 }),
    row("resnet152-320", "ResNet-152, original", "resnet152", crop320, { error: 21.3, top5: 5.5 }),
    row("preresnet152-320", "ResNet-152, pre-activation", "preresnet152", crop320, { error: 21.1, top5: 5.5 }),
    row("resnet200-320", "ResNet-200, original", "resnet200", crop320, { error: 21.8, top5: 6 }),
    row("preresnet200-320", "ResNet-200, pre-activation", "preresnet200", crop320, { error: 20.7, top5: 5.3 }),
    {
      id: "preresnet200-320-aspect",
      cells: ["ResNet-200, pre-activation", "scale and aspect ratio", "224", "320"],
      published: { error: 20.1, top5: 4.8 },
      unavailable: "Published only: random aspect ratios are no augmentation of this project.",
    },
    {
      id: "inception-v3",
      cells: ["Inception v3", "scale and aspect ratio", "299", "299"],
      published: { error: 21.2, top5: 5.6 },
      unavailable: "Published only: Inception is no residual network of this project.",
    },
  ],
  notes: [secondHand],
};
