// Weights from a file of any known format and origin.
import type { BlockStyle } from "@unravel/blocks";
import type { Parameters } from "@unravel/core";
import { dialects, type Normalisation } from "./dialects.ts";
import { quote, WeightsError, weightsError } from "./errors.ts";
import { type FormatName, findFormat } from "./formats.ts";

/** Weights as read: float32 under torch's names of a residual network, and what their origin says about the model. */
export type Weights = {
  readonly tensors: Parameters;
  readonly format: FormatName;
  /** Texts and numbers saved beside the tensors, such as best_prec1. */
  readonly metadata: Readonly<Record<string, string>>;
  /** The row of the dialects table that recognised the names. */
  readonly dialect: string;
  /** How a zoo model must be built to take these weights. */
  readonly modelOptions: BlockStyle;
  /** The preprocessing that they were trained with, where the origin tells. */
  readonly normalisation?: Normalisation;
  /** One line each on what was left out or remains open. */
  readonly notices: readonly string[];
};

/** What wrappers of a network put before all of its names: DataParallel, Lightning and the like, torch.compile. */
const prefixes = ["module.", "model.", "net.", "_orig_mod."];

/** Batch norm's step counter, which only matters to a momentum of None. */
const isBookkeeping = (name: string): boolean => /(^|\.)num_batches_tracked$/.test(name);

function commonPrefix(names: readonly string[]): string {
  let common = "";
  // At most as many layers as there are wrappers: hostile names must not make this long.
  for (const _ of prefixes)
    common += prefixes.find((each) => names.every((name) => name.startsWith(common + each))) ?? "";
  return common;
}

function read(bytes: Uint8Array): Weights {
  const format = findFormat(bytes);
  const { tensors, metadata, notices } = format.read(bytes);
  const stored = Object.entries(tensors).filter(([name]) => !isBookkeeping(name));
  if (stored.length === 0)
    throw weightsError({ where: "file", what: "it holds no weights", expected: "named tensors", got: "none" });
  const prefix = commonPrefix(stored.map(([name]) => name)).length;
  const names = new Set(stored.map(([name]) => name.slice(prefix)));
  const dialect = dialects.find(({ recognise }) => recognise(names, metadata))!;
  const rename = dialect.rename(names);
  const renamed = new Map(stored.map(([name, tensor]) => [rename(name.slice(prefix)), tensor]));
  if (renamed.size < stored.length)
    throw weightsError({
      where: `names of dialect ${dialect.name}`,
      what: "different tensors come to have the same name",
      expected: `${stored.length} names`,
      got: `${renamed.size}`,
      fix: "Save only one network's state dict, under torch's names.",
    });
  return {
    tensors: Object.fromEntries(renamed),
    format: format.name,
    metadata,
    dialect: dialect.name,
    modelOptions: dialect.modelOptions,
    ...(dialect.normalisation ? { normalisation: dialect.normalisation } : {}),
    notices: [...notices, ...dialect.notices],
  };
}

/**
 * The weights in the file `bytes`: safetensors, or PyTorch's .pt/.pth/.th as zip or legacy stream, recognised by
 * content. Never runs code of the file. Throws a WeightsError, with `fileName` if given, for a file that is damaged,
 * too large to unfold, or more than weights.
 */
export function readWeights(bytes: Uint8Array, { fileName }: { readonly fileName?: string } = {}): Weights {
  try {
    return read(bytes);
  } catch (cause) {
    if (!(cause instanceof WeightsError) || fileName === undefined) throw cause;
    throw new WeightsError(`${quote(fileName)}: ${cause.message}`, { cause });
  }
}
