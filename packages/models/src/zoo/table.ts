// The networks of the papers: families of rows that differ in a few options.
import type { NetworkOptions } from "@unravel/blocks";

/** A network without its name. */
export type Row = Omit<NetworkOptions, "name">;

/** What several networks have in common, and what each of them adds. */
type Family = {
  readonly about: string;
  readonly common: Omit<Row, "depths">;
  readonly members: Readonly<Record<string, Pick<Row, "depths"> & Partial<Row>>>;
};

/** A network of the zoo: what it is in one line, and its options. */
export type Entry = { readonly about: string; readonly options: Row };

const cifar = { stem: "cifar", input: [3, 32, 32], classes: 10, widths: [16, 32, 64] } as const;
const imagenet = { stem: "imagenet", input: [3, 224, 224], classes: 1000, widths: [64, 128, 256, 512] } as const;
const optionA = { ...cifar, resize: "zeros" } as const;
const bottleneck = { kernels: [1, 3, 1], expansion: 4 } as const;
// The papers put a bottleneck's stride on its first 1x1; ImageNet rows follow torchvision's checkpoints ("v1.5").
const cifarBottleneck = { ...cifar, ...bottleneck, resize: "projection", strideOn: "first" } as const;
const imagenetBottleneck = { ...imagenet, ...bottleneck, resize: "projection", strideOn: "kernel3" } as const;
const preact = { order: "preact" } as const;
const oneLayer = { kernels: [3] } as const;
const stochastic = { survival: 0.5, survivalRule: "linear" } as const;

/** The same number of blocks in each of the three CIFAR stages: depth 6n + 2 basic, 9n + 2 bottleneck. */
const each = (n: number): Pick<Row, "depths"> => ({ depths: [n, n, n] });

const families: readonly Family[] = [
  {
    about: "CIFAR network without shortcuts (He et al. 2016a)",
    common: { ...cifar, shortcut: "none" },
    members: {
      plain20: each(3),
      plain32: each(5),
      plain44: each(7),
      plain56: each(9),
      plain110: each(18),
      plain1202: each(200),
    },
  },
  {
    about: "CIFAR residual network, option A (He et al. 2016a)",
    common: optionA,
    members: {
      resnet8: each(1),
      resnet20: each(3),
      resnet32: each(5),
      resnet44: each(7),
      resnet56: each(9),
      resnet110: each(18),
      resnet1202: each(200),
    },
  },
  {
    about: "CIFAR bottleneck residual network, projections (He et al. 2016b)",
    common: cifarBottleneck,
    members: { resnet164: each(18), resnet1001: each(111) },
  },
  {
    about: "CIFAR residual network with one convolution a block, option A (He et al. 2016b, table 3)",
    common: { ...optionA, ...oneLayer },
    members: { "resnet110-1layer": each(36), "preresnet110-1layer": { ...each(36), ...preact } },
  },
  {
    about: "CIFAR full pre-activation network, option A (He et al. 2016b)",
    common: { ...optionA, ...preact },
    members: { preresnet110: each(18) },
  },
  {
    about: "CIFAR full pre-activation bottleneck network, projections (He et al. 2016b)",
    common: { ...cifarBottleneck, ...preact },
    members: { preresnet164: each(18), preresnet1001: each(111) },
  },
  {
    about: "CIFAR multi-residual network, r pre-activation branches a block, option A (Abdi and Nahavandi 2017)",
    common: { ...optionA, ...preact },
    members: {
      multiresnet8: { ...each(1), branches: 23 },
      multiresnet14: { ...each(2), branches: 10 },
      // Depth 30 is no 6n + 2; 14 blocks as 5 + 5 + 4 is this project's reading. Depths [5, 5, 5] make depth 32.
      multiresnet30: { depths: [5, 5, 4], branches: 4 },
    },
  },
  {
    // Which ReLU goes is not in the source's text; the first one (BN-conv-BN-ReLU-conv) is this project's reading.
    about: "CIFAR multi-residual network of two branches, the second without its first ReLU (ReLU dropping, 2023)",
    common: { ...optionA, ...preact, branches: 2, drop: ["none", "first"] },
    members: { rdmresnet56: each(9), rdmresnet83: { ...each(9), ...cifarBottleneck } },
  },
  {
    about: "CIFAR residual network with stochastic depth, option A (Huang et al. 2016)",
    common: { ...optionA, ...stochastic },
    members: { sdresnet110: each(18), sdresnet1202: each(200) },
  },
  {
    about: "CIFAR full pre-activation network with stochastic depth (Huang et al. 2016)",
    common: { ...optionA, ...preact, ...stochastic },
    members: { sdpreresnet110: each(18), sdpreresnet164: { ...each(18), ...cifarBottleneck } },
  },
  {
    about: "ImageNet network without shortcuts (He et al. 2016a)",
    common: { ...imagenet, shortcut: "none" },
    members: { plain18: { depths: [2, 2, 2, 2] }, plain34: { depths: [3, 4, 6, 3] } },
  },
  {
    about: "ImageNet residual network, projections (He et al. 2016a)",
    common: { ...imagenet, resize: "projection" },
    members: { resnet18: { depths: [2, 2, 2, 2] }, resnet34: { depths: [3, 4, 6, 3] } },
  },
  {
    about: "ImageNet bottleneck residual network, projections, torchvision's strides (He et al. 2016a)",
    common: imagenetBottleneck,
    members: {
      resnet50: { depths: [3, 4, 6, 3] },
      resnet101: { depths: [3, 4, 23, 3] },
      resnet152: { depths: [3, 8, 36, 3] },
      resnet200: { depths: [3, 24, 36, 3] },
    },
  },
  {
    about: "ImageNet full pre-activation bottleneck network, projections (He et al. 2016b)",
    common: { ...imagenetBottleneck, ...preact },
    members: { preresnet152: { depths: [3, 8, 36, 3] }, preresnet200: { depths: [3, 24, 36, 3] } },
  },
  {
    about: "ImageNet bottleneck residual network with stochastic depth (Huang et al. 2016)",
    common: { ...imagenetBottleneck, ...stochastic },
    members: { sdresnet152: { depths: [3, 8, 36, 3] } },
  },
];

/** Every network of the zoo by name. */
export const zoo: ReadonlyMap<string, Entry> = new Map(
  families.flatMap(({ about, common, members }) =>
    Object.entries(members).map(([name, own]) => [name, { about, options: { ...common, ...own } }] as const),
  ),
);
