// This project's own trained weights. They come with the package, each beside the card that says how they were trained and tested.
import { type LoadedModel, loadModel } from "./own-weights.ts";
import { readWeights, type Weights, WeightsError } from "./weights/index.ts";

/** The names of the weights. */
export type PretrainedName = "resnet20-cifar10";

type Entry = {
  readonly about: string;
  /** Where the safetensors file is. */
  readonly weights: URL;
  /** Where the card is: recipe, seed, device, date, errors and command, as JSON. */
  readonly card: URL;
};

/** All of them, by name. The addresses are whole texts, which bundlers look for. */
export const pretrained: Readonly<Record<PretrainedName, Entry>> = {
  "resnet20-cifar10": {
    about: "resnet20 trained on CIFAR-10 for 42 epochs by the quick recipe",
    weights: new URL("../pretrained/resnet20-cifar10.safetensors", import.meta.url),
    card: new URL("../pretrained/resnet20-cifar10.json", import.meta.url),
  },
};

type Files = { readFile(url: URL): Promise<Uint8Array> };
type System = { readonly process?: { getBuiltinModule?(name: string): unknown } };

/** The bytes at `url`: a file beside the package, or, on a page, whatever it is served as. */
async function readAddress(url: URL): Promise<Uint8Array> {
  // Node's fetch reads no files; a static import of its own reader would stop bundlers.
  const files = (globalThis as System).process?.getBuiltinModule?.("node:fs/promises") as Files | undefined;
  if (url.protocol === "file:" && files) return files.readFile(url);
  const answer = await fetch(url);
  if (!answer.ok) throw new WeightsError(`${url.href} answers ${answer.status}, expected the weights' file.`);
  return new Uint8Array(await answer.arrayBuffer());
}

/**
 * Reads the weights called `name`, as `readWeights` gives them. Throws a WeightsError for other names and where a page does not serve the
 * file.
 */
export async function readPretrained(name: PretrainedName): Promise<Weights> {
  if (!Object.hasOwn(pretrained, name)) {
    throw new WeightsError(
      `There are no weights ${JSON.stringify(name)}, only: ${Object.keys(pretrained).join(", ")}.`,
    );
  }
  return readWeights(await readAddress(pretrained[name].weights), { fileName: name });
}

/** The network called `name` with its weights, normalisation and classes. Throws as `readPretrained` does. */
export const loadPretrained = async (name: PretrainedName): Promise<LoadedModel> =>
  loadModel(await readPretrained(name));
