// The network that --model names: one of the zoo with changes, or a file.
import { type Model, parseModel } from "@unravel/blocks";
import { buildModelFor, listModels, type ModelOptions, savedModel, type Weights } from "@unravel/models";
import { UsageError } from "../failures.ts";
import { oneOf } from "../names.ts";
import { flagName, printable } from "../output/format.ts";
import { isJsonPath, readUserJson } from "./file.ts";

/** What else decides a zoo network's form, besides its flags. */
export type Surroundings = {
  /** Weights that it shall take. */
  readonly weights?: Weights | undefined;
  /** Number of classes, unless a flag says it. */
  readonly classes?: number | undefined;
};

const nothingKnown = { modelOptions: {} };

/**
 * The network called `source`: a name of the zoo, changed by `flags`, or a model's JSON file, of which --classes can change the head;
 * without a name, the network that was saved with the weights. Throws a UsageError for an unknown name or flags that
 * make no network.
 */
export async function chooseModel(
  source: string | undefined,
  flags: ModelOptions,
  around: Surroundings = {},
): Promise<Model> {
  if (source === undefined) return modelOfWeights(around.weights, flags);
  if (isJsonPath(source)) return modelFromFile(source, flags);
  const name = oneOf(
    "model",
    source,
    listModels().map((listing) => listing.name),
  );
  const { weights = nothingKnown, classes } = around;
  try {
    return buildModelFor(weights, name, { ...(classes === undefined ? {} : { classes }), ...flags });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** A whole network with a head for --classes, the one flag that means something to it. `what` says where it comes from. */
function withFlags(model: Model, what: string, { classes, ...flags }: ModelOptions): Model {
  const given = Object.keys(flags).map(flagName);
  if (given.length === 0) {
    if (classes === undefined) return model;
    return parseModel({
      ...model,
      head: model.head.map((op) => (op.op === "linear" ? { ...op, out: classes } : op)),
    });
  }
  throw new UsageError(
    `${what} a whole network, and ${given.join(" and ")} can only change networks of the zoo: leave it out, or name one by --model.`,
  );
}

function modelOfWeights(weights: Weights | undefined, flags: ModelOptions): Model {
  const model = weights && savedModel(weights);
  if (model) return withFlags(model, "The weights name", flags);
  throw new UsageError(
    "Which network? Add --model with a name of the zoo (unravel list models) or a model's .json file.",
  );
}

async function modelFromFile(path: string, flags: ModelOptions): Promise<Model> {
  const json = await readUserJson(path);
  try {
    return withFlags(parseModel(json), `${printable(path)} is`, flags);
  } catch (error) {
    if (!(error instanceof Error) || error instanceof UsageError) throw error;
    throw new Error(`${printable(path)}: ${error.message}`, { cause: error });
  }
}
