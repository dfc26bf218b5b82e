// Weights that the user names.
import { basename } from "node:path";
import { readWeights, type Weights } from "@unravel/models";
import { type PretrainedName, pretrained, readPretrained } from "@unravel/models/pretrained";
import type { Command } from "commander";
import { UsageError } from "../failures.ts";
import { limits, readUserFile } from "./file.ts";

/** Adds the flags that name a network with its weights to a command. */
export const withNetworkFlags = (command: Command): Command =>
  command
    .option("--model <name>", "a name of the zoo (unravel list models), or a .json file; own weights know their model")
    .option("--weights <file>", "safetensors, or PyTorch's .pt, .pth, .th; or a name (unravel list weights)");

/** The weights that --weights names. Throws a UsageError where it was not given, else as `loadWeights`. */
export async function requireWeights(path: string | undefined): Promise<Weights> {
  if (path === undefined) throw new UsageError("Which weights? Add --weights with a file.");
  return loadWeights(path);
}

/** Is this one of our own weights' names? */
export const isPretrained = (name: string): name is PretrainedName => Object.hasOwn(pretrained, name);

/** The weights in the file at `path`, or our own of that name. Throws a StoreError or WeightsError, both with the file's name. */
export const loadWeights = async (path: string): Promise<Weights> =>
  isPretrained(path)
    ? readPretrained(path)
    : readWeights(await readUserFile(path, limits.weights), { fileName: basename(path) });
