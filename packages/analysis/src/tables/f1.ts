// F1: a trained network taken apart (Veit et al. 2016, figures 3 to 6).
import { type PaperTable, secondHand } from "./table.ts";

const recipe = "he2015-cifar-110";
const dataset = "cifar10";

export const f1: PaperTable = {
  id: "F1",
  title: "ResNet-110 taken apart on CIFAR-10",
  source: "Veit et al. 2016, figures 3 to 6",
  columns: ["network", "measurement"],
  divisor: 6,
  failsAbove: null,
  rows: [
    {
      id: "resnet110",
      cells: ["ResNet-110", "test error (%)"],
      published: { error: 6.1 },
      network: {
        model: "resnet110",
        options: {},
        recipe,
        dataset,
        dissections: [
          { name: "deletions", published: { mean: "hardly above the whole network's" } },
          {
            name: "randomDeletions",
            published: { correlation: "grows smoothly: little to 10 of 54, steeply from 20" },
          },
          { name: "shuffles", published: { correlation: "grows smoothly" } },
          { name: "pathLengths", published: { mean: "27 of 54" } },
          {
            name: "pathGradients",
            published: { factor: "falls about exponentially", from: "5 of 54", to: "17 of 54", share: "0.45" },
          },
        ],
      },
    },
    {
      id: "plain110",
      cells: ["plain-110", "test error (%)"],
      published: null,
      note: "The paper's network without shortcuts is VGG; this one is the residual network's own twin.",
      network: {
        model: "plain110",
        options: {},
        recipe,
        dataset,
        dissections: [{ name: "deletions", published: { mean: "fatal: close to chance" } }],
      },
    },
    {
      id: "effective-paths",
      cells: ["ResNet-110, 23 of 54 modules a step", "test error (%)"],
      published: { error: 5.96 },
      network: {
        model: "resnet110",
        options: { survival: 23 / 54, survivalRule: "uniform" },
        recipe,
        changes: { survivalDraw: "fixedCount" },
        dataset,
      },
    },
  ],
  notes: [secondHand],
};
