// Whose names a file uses. Each row says how to know them, how they become torch's names of a residual network, and
// what is known of that origin's checkpoints: the form of the model, and the preprocessing it was trained with.
import type { BlockStyle } from "@unravel/blocks";

/** How pixels become inputs: x / scale, then (x − mean) / std for each of the channels R, G, B. */
export type Normalisation = {
  readonly scale: number;
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
};

type Names = ReadonlySet<string>;
type Rename = (name: string) => string;

/** A row: how to recognise an origin and what is known about it. `notices` tell what its files leave open. */
export type Dialect = {
  readonly name: string;
  readonly recognise: (names: Names, metadata: Readonly<Record<string, string>>) => boolean;
  readonly rename: (names: Names) => Rename;
  readonly modelOptions: BlockStyle;
  readonly normalisation?: Normalisation;
  readonly notices: readonly string[];
};

/** Metadata that marks a safetensors file as this project's own: pass it to `writeSafetensors`. */
export const ownMetadata: Readonly<Record<string, string>> = { unravel: "1" };

const imagenet: Normalisation = { scale: 255, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };
const cifar: Normalisation = { scale: 255, mean: [0.4914, 0.4822, 0.4465], std: [0.2023, 0.1994, 0.201] };

const keep = (): Rename => (name) => name;

const countBlocks = (names: Names, pattern: RegExp): number => [...names].filter((name) => pattern.test(name)).length;
const flatBlock = /^convs\.\d+\.conv1\.weight$/;

/**
 * The 3 stages of a CIFAR network, which the atreides checkpoints number through: "convs.4" is layer2.1 of ResNet-20.
 */
function numberStages(names: Names): Rename {
  const perStage = countBlocks(names, flatBlock) / 3;
  return (name) =>
    name
      .replace(/^(conv|bn)0\./, (_, op: string) => `${op}1.`)
      .replace(
        /^convs\.(\d+)\./,
        (_, index: string) => `layer${1 + Math.floor(+index / perStage)}.${+index % perStage}.`,
      );
}

const renameHead = (): Rename => (name) => name.replace(/^linear\./, "fc.");
const renameShortcut = (): Rename => (name) => renameHead()(name).replace(/\.shortcut\.([01])\./, ".downsample.$1.");

const isAkamaster = (names: Names): boolean =>
  names.has("linear.weight") && names.has("layer3.0.conv1.weight") && !names.has("layer4.0.conv1.weight");

/** The known origins; the first row that recognises a file counts, and the last one takes them all. */
export const dialects: readonly Dialect[] = [
  {
    name: "unravel",
    recognise: (_, metadata) => "unravel" in metadata,
    rename: keep,
    modelOptions: {},
    notices: [],
  },
  {
    name: "akamaster option A",
    recognise: (names) => isAkamaster(names) && !names.has("layer2.0.shortcut.0.weight"),
    rename: renameHead,
    modelOptions: { resize: "zerosAround" },
    normalisation: imagenet, // although the images are CIFAR's
    notices: [],
  },
  {
    name: "akamaster option B",
    recognise: isAkamaster,
    rename: renameShortcut,
    modelOptions: { resize: "projection" },
    normalisation: imagenet,
    notices: [],
  },
  {
    name: "atreides",
    recognise: (names) => names.has("bn0.weight") && countBlocks(names, flatBlock) % 3 === 0,
    rename: numberStages,
    modelOptions: { resize: "averagePool", convBias: true },
    normalisation: cifar,
    notices: ["plain and residual networks have the same names in this file: choose the model that it was trained as"],
  },
  {
    name: "torchvision or timm",
    recognise: (names) => ["bn1.weight", "layer4.0.conv1.weight", "fc.weight"].every((name) => names.has(name)),
    rename: keep,
    modelOptions: { resize: "projection", strideOn: "kernel3" },
    normalisation: imagenet,
    notices: [],
  },
  {
    name: "torch",
    recognise: () => true,
    rename: keep,
    modelOptions: {},
    notices: ["the file's origin is unknown: nothing says how its images were normalised"],
  },
];
